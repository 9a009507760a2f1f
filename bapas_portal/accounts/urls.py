"""Signing in and out, home, one's own account, offices, users."""

from django.urls import path

from bapas_portal.accounts.views import grant, home, notice, office, own, second_factor, sign_in, user

app_name = "accounts"
urlpatterns = [
    path("", home.home, name="home"),
    path("masuk/", sign_in.sign_in, name="sign_in"),
    path("masuk/kode/", sign_in.sign_in_code, name="sign_in_code"),
    path("keluar/", sign_in.sign_out, name="sign_out"),
    path("akun/dua-langkah/", second_factor.second_factor, name="second_factor"),
    path("akun/dua-langkah/pasang/", second_factor.second_factor_begin, name="second_factor_begin"),
    path("akun/dua-langkah/kode/", second_factor.second_factor_confirm, name="second_factor_confirm"),
    path("akun/dua-langkah/kode-pemulihan/", second_factor.recovery_codes, name="recovery_codes"),
    path("akun/dua-langkah/matikan/", second_factor.second_factor_off, name="second_factor_off"),
    path("akun/kata-sandi/", own.password_change, name="password_change"),
    path("akun/kunci/", own.token_list, name="token_list"),
    path("akun/kunci/<int:pk>/cabut/", own.token_revoke, name="token_revoke"),
    path("akun/pemberitahuan/", notice.notice_page, name="notice_page"),
    path("akun/pemberitahuan/<int:pk>/selesai/", notice.notice_done, name="notice_done"),
    path("kantor/", office.office_list, name="office_list"),
    path("kantor/baru/", office.office_new, name="office_new"),
    path("kantor/<int:pk>/ubah/", office.office_edit, name="office_edit"),
    path("pengguna/", user.user_list, name="user_list"),
    path("pengguna/baru/", user.user_new, name="user_new"),
    path("pengguna/<int:pk>/", user.user_detail, name="user_detail"),
    path("pengguna/<int:pk>/kata-sandi/", user.user_password, name="user_password"),
    path("pengguna/<int:pk>/dua-langkah/", user.user_second_factor, name="user_second_factor"),
    path("pengguna/<int:pk>/peran/", grant.grant_new, name="grant_new"),
    path("peran/<int:pk>/akhiri/", grant.grant_end, name="grant_end"),
]
