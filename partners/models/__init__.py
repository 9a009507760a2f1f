"""The tables of partners: organisations, work sites, agreements."""

from partners.models.agreement import Agreement, AgreementParty, AgreementSite
from partners.models.agreement_part import AgreementChange, AgreementFile, AgreementWarning, AgreementWatcher
from partners.models.organisation import Organisation
from partners.models.site import Site, SiteCheck, SiteSlot

__all__ = [
    "Agreement",
    "AgreementChange",
    "AgreementFile",
    "AgreementParty",
    "AgreementSite",
    "AgreementWarning",
    "AgreementWatcher",
    "Organisation",
    "Site",
    "SiteCheck",
    "SiteSlot",
]
