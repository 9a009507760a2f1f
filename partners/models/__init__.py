"""The tables of partners: organisations, and the places where service is done."""

from partners.models.organisation import Organisation
from partners.models.site import Site, SiteCheck, SiteSlot

__all__ = ["Organisation", "Site", "SiteCheck", "SiteSlot"]
