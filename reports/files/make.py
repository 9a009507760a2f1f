"""stub"""


def make_export_file(*, job): ...
