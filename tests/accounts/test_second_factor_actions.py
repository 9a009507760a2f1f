"""The second factor set up, used, replaced, switched off and reset: what is refused, and what the trail keeps."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from bapas_portal.accounts.actions.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    end_second_factor,
    make_recovery_codes,
    pass_second_factor,
    reset_second_factor,
)
from bapas_portal.accounts.actions.token import add_token
from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Notice, RecoveryCode, SecondFactor, User
from bapas_portal.accounts.permissions import must_have_second_factor
from bapas_portal.accounts.queries import codes_left, second_factor_of
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.scope import Reach, Scope
from tests.factories import make_user
from tests.factories.second_factor import PASSWORD, Phone, with_second_factor

MANAGE = "accounts.manage_users"
WRONG = "000000"


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


def _verbs(user: User) -> list[str]:
    factors = SecondFactor.objects.filter(user=user).values_list("pk", flat=True)
    events = AuditEvent.objects.filter(subject_type="accounts.secondfactor", subject_id__in=map(str, factors))
    return list(events.order_by("pk").values_list("verb", flat=True))


def test_setting_up_needs_the_password_and_a_first_code(pk):
    with pytest.raises(Invalid) as refusal:
        begin_second_factor(password="bukan", code="", by=pk)
    assert "password" in refusal.value.fields
    begun = begin_second_factor(password=PASSWORD, code="", by=pk)
    with pytest.raises(Invalid) as refusal:
        confirm_second_factor(code=Phone(begun.secret).code(5), by=pk)
    assert "code" in refusal.value.fields
    assert second_factor_of(pk) is None
    factor, codes = confirm_second_factor(code=Phone(begun.secret).code(), by=pk)
    assert second_factor_of(pk) == factor
    assert codes_left(factor) == len(codes) == 10
    assert _verbs(pk) == ["second_factor.begun", "second_factor.on"]


def test_the_secret_is_no_text_in_the_database_and_codes_are_only_digests(pk):
    factor, phone, codes = with_second_factor(pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor WHERE id = %s", [factor.pk])
        assert phone.secret.encode() not in bytes(cursor.fetchone()[0])
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert kept.isdisjoint(codes)
    said = str(list(AuditEvent.objects.values_list("data", flat=True)))
    assert phone.secret not in said
    assert not [code for code in codes if code in said]


def test_a_code_is_taken_once_and_not_by_another_person(pk, head):
    factor, phone, _codes = with_second_factor(pk)
    with_second_factor(head)
    code = phone.code()
    with pytest.raises(Invalid):
        pass_second_factor(code=code, by=head)
    assert pass_second_factor(code=f" {code[:3]} {code[3:]} ", by=pk) == (factor.pk, "app")
    with pytest.raises(Invalid):
        pass_second_factor(code=code, by=pk)


def test_a_recovery_code_is_taken_once_and_counted(pk):
    factor, _phone, codes = with_second_factor(pk)
    assert pass_second_factor(code=codes[3].upper(), by=pk) == (factor.pk, "recovery")
    with pytest.raises(Invalid):
        pass_second_factor(code=codes[3], by=pk)
    assert codes_left(factor) == 9
    assert AuditEvent.objects.get(verb="second_factor.recovery_used").data == {"codes_left": 9}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_the_same_code_in_eight_windows_at_once_opens_one(kind):
    user = make_user()
    _factor, phone, codes = with_second_factor(user)
    code = phone.code() if kind == "app" else codes[0]

    def enter(_turn: int) -> str:
        try:
            return pass_second_factor(code=code, by=User.objects.get(pk=user.pk))[1]
        except Invalid:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(enter, range(8)))
    assert told == sorted([kind, *["refused"] * 7])


@pytest.mark.django_db(transaction=True)
def test_two_windows_set_up_at_once_and_one_stands():
    user = make_user()

    def begin(_turn: int) -> str:
        try:
            return begin_second_factor(password=PASSWORD, code="", by=user).secret
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        secrets = list(pool.map(begin, range(4)))
    begun = SecondFactor.objects.begun().get(user=user)
    assert begun.secret in secrets
    assert SecondFactor.objects.filter(user=user, end_kind="REPLACED").count() == 3


def test_a_new_phone_takes_the_old_ones_place_only_when_it_answers(pk):
    old, phone, codes = with_second_factor(pk)
    with pytest.raises(Invalid):
        begin_second_factor(password=PASSWORD, code=WRONG, by=pk)
    begun = begin_second_factor(password=PASSWORD, code=phone.code(), by=pk)
    assert second_factor_of(pk) == old
    confirm_second_factor(code=Phone(begun.secret).code(), by=pk)
    old.refresh_from_db()
    assert (old.end_kind, old.secret) == ("REPLACED", "")
    with pytest.raises(Invalid):
        pass_second_factor(code=codes[0], by=pk)


def test_new_recovery_codes_end_the_old_ones(pk):
    _factor, phone, old = with_second_factor(pk)
    with pytest.raises(Invalid):
        make_recovery_codes(code=WRONG, by=pk)
    new = make_recovery_codes(code=phone.code(), by=pk)
    with pytest.raises(Invalid):
        pass_second_factor(code=old[0], by=pk)
    assert pass_second_factor(code=new[0], by=pk)[1] == "recovery"


def test_switching_off_takes_password_and_code_and_leaves_the_row(pk):
    factor, phone, codes = with_second_factor(pk)
    for password, code in (("bukan", phone.code()), (PASSWORD, WRONG)):
        with pytest.raises(Invalid):
            end_second_factor(password=password, code=code, by=pk)
    end_second_factor(password=PASSWORD, code=phone.code(), by=pk)
    factor.refresh_from_db()
    assert (factor.end_kind, factor.ended_by, factor.secret) == ("OFF", pk, "")
    for act in (pass_second_factor, make_recovery_codes):
        with pytest.raises(WrongState):
            act(code=codes[0], by=pk)


@pytest.mark.parametrize(
    ("role", "is_demo", "env", "demo_too", "must"),
    [
        (RoleCode.ADMIN, False, "prod", False, True),
        (RoleCode.DITJENPAS, False, "dev", False, True),
        (RoleCode.ADMIN, True, "dev", False, False),
        (RoleCode.ADMIN, True, "dev", True, True),
        # An account left over from a demonstration is no way around the policy of a real installation.
        (RoleCode.ADMIN, True, "prod", False, True),
        (None, False, "prod", False, False),
    ],
)
def test_who_must_have_one(nation, settings, role, is_demo, env, demo_too, must):
    settings.DJANGO_ENV, settings.SECOND_FACTOR_DEMO = env, demo_too
    user = make_user(role, nation, is_demo=is_demo)
    assert must_have_second_factor(user, scope_of(user)) is must


def test_the_list_of_roles_and_partners_are_settings(pk, settings):
    assert not must_have_second_factor(pk, scope_of(pk))
    settings.SECOND_FACTOR_ROLES = ["PK"]
    assert must_have_second_factor(pk, scope_of(pk))
    worker = Scope(user_id=pk.pk, reaches=(Reach(permissions=frozenset(), office_ids=None, partner_id=1),))
    settings.SECOND_FACTOR_ROLES = []
    assert must_have_second_factor(pk, worker)
    settings.SECOND_FACTOR_PARTNERS = False
    assert not must_have_second_factor(pk, worker)


def test_who_must_have_one_does_not_switch_it_off_and_makes_no_key_without(admin):
    with pytest.raises(Invalid):
        add_token(label="rekap", expires_on=today_in().replace(month=12, day=31), by=admin)
    _factor, phone, _codes = with_second_factor(admin)
    assert add_token(label="rekap", expires_on=today_in().replace(month=12, day=31), by=admin)
    with pytest.raises(NotAllowed):
        end_second_factor(password=PASSWORD, code=phone.code(), by=admin)


def test_an_administrator_resets_it_with_a_reason_and_the_person_is_told(admin, pk, scoped):
    factor, _phone, _codes = with_second_factor(pk)
    reset_second_factor(user_id=pk.pk, reason="ponsel hilang", by=admin, scope=scoped(admin, MANAGE))
    factor.refresh_from_db()
    assert (factor.end_kind, factor.end_reason, factor.ended_by, factor.secret) == ("RESET", "ponsel hilang", admin, "")
    assert Notice.objects.get(user=pk).done_at is None
    event = AuditEvent.objects.get(verb="second_factor.reset")
    assert (event.actor, event.office_id, event.data) == (admin, pk.grants.get().office_id, {"reason": "ponsel hilang"})
    with pytest.raises(WrongState):
        reset_second_factor(user_id=pk.pk, reason="lagi", by=admin, scope=scoped(admin, MANAGE))


def test_nobody_resets_the_own_one_or_without_the_right(admin, pk, head, scoped):
    with_second_factor(admin)
    with pytest.raises(NotAllowed):
        reset_second_factor(user_id=admin.pk, reason="x", by=admin, scope=scoped(admin, MANAGE))
    with_second_factor(pk)
    with pytest.raises(NotAllowed):
        reset_second_factor(user_id=pk.pk, reason="x", by=head, scope=scoped(head, MANAGE))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"last_step": 1}, "second_factor_is_kept"),
        ({"secret": ""}, "second_factor_secret"),
        ({"confirmed_at": None}, "second_factor_is_kept"),
    ],
)
def test_the_database_keeps_a_factor(pk, change, rule):
    factor, _phone, _codes = with_second_factor(pk)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        SecondFactor.objects.filter(pk=factor.pk).update(**change)


def test_the_database_never_gives_a_used_recovery_code_back(pk):
    _factor, _phone, codes = with_second_factor(pk)
    pass_second_factor(code=codes[0], by=pk)
    with pytest.raises(IntegrityError, match="recovery_code_is_kept"), transaction.atomic():
        RecoveryCode.objects.filter(used_at__isnull=False).update(used_at=None)


def test_a_code_of_a_moment_ago_is_good_after_the_clock_went_on(pk, time_machine):
    factor, phone, _codes = with_second_factor(pk)
    late = phone.code()
    time_machine.move_to(time.time() + 30, tick=False)
    assert pass_second_factor(code=late, by=pk) == (factor.pk, "app")
    late = phone.code()
    time_machine.move_to(time.time() + 90, tick=False)
    with pytest.raises(Invalid):
        pass_second_factor(code=late, by=pk)


def test_the_only_administrator_is_let_in_from_the_servers_shell(admin):
    factor, _phone, _codes = with_second_factor(admin)
    for name, reason, said in (("tidak-ada", "x", "no such"), (admin.username, " ", "Say why")):
        with pytest.raises(CommandError, match=said):
            call_command("reset_second_factor", name, reason)
    call_command("reset_second_factor", admin.username, "ponsel hilang", verbosity=0)
    factor.refresh_from_db()
    assert (factor.end_kind, factor.ended_by, second_factor_of(admin)) == ("RESET", None, None)
    assert AuditEvent.objects.get(verb="second_factor.reset").actor is None
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", admin.username, "lagi")
