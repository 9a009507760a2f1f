"""A blind rating stays blind: who was asked to score a case reads nothing of its first result until it is done."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.core.errors import WrongState
from clients.choices import RatingState
from clients.models import SecondRating


def blinded(user_id: int | None) -> QuerySet:
    """Ids of the guidance periods this user is asked to score blind now: for lists to leave their results out."""
    return SecondRating.objects.filter(rater=user_id, state=RatingState.ASKED).values("guidance_id")


def is_rating(guidance_id: int, user: User) -> bool:
    """Is `user` asked to score this guidance blind, and has not done so yet? One query."""
    return SecondRating.objects.filter(guidance_id=guidance_id, rater=user, state=RatingState.ASKED).exists()


def check_not_rating(guidance_id: int, user: User) -> None:
    """Raises WrongState while the user rates this guidance blind. Every page with its results asks this first."""
    if is_rating(guidance_id, user):
        raise WrongState(
            _(
                "Anda sedang diminta menilai kasus ini secara buta. Hasil dan peta kebutuhannya terbuka lagi setelah "
                "penilaian Anda disimpan; isilah dari halaman Penilaian kedua."
            ),
            "rating_blind",
        )
