"""The repository of scanner_setting: made once, yours from now on."""

from shop.repositories.aio.generated.scanner_setting import ScannerSettingBase

__all__ = ["ScannerSettingRepository"]


class ScannerSettingRepository(ScannerSettingBase):
    """Reads and writes rows of `scanner_settings`."""
