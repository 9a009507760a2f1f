"""The tables of partners: organisations with branches, services, workers; work sites, agreements, referrals."""

from partners.models.agreement import Agreement, AgreementParty, AgreementSite
from partners.models.agreement_part import AgreementChange, AgreementFile, AgreementWarning, AgreementWatcher
from partners.models.branch import Branch
from partners.models.offering import Offering
from partners.models.organisation import Organisation
from partners.models.person import Person
from partners.models.referral import Referral, ReferralNeed
from partners.models.referral_part import (
    ReferralChange,
    ReferralMove,
    ReferralOutcome,
    ReferralReport,
    ReferralSession,
)
from partners.models.site import Site, SiteCheck, SiteSlot
from partners.models.worker import Invitation, Worker

__all__ = [
    "Agreement",
    "AgreementChange",
    "AgreementFile",
    "AgreementParty",
    "AgreementSite",
    "AgreementWarning",
    "AgreementWatcher",
    "Branch",
    "Invitation",
    "Offering",
    "Organisation",
    "Person",
    "Referral",
    "ReferralChange",
    "ReferralMove",
    "ReferralNeed",
    "ReferralOutcome",
    "ReferralReport",
    "ReferralSession",
    "Site",
    "SiteCheck",
    "SiteSlot",
    "Worker",
]
