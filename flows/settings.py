"""Where things are: the data folder, and the settings of a run."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.places import forms_folder as forms_folder
from flows.places import shipped as shipped

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Settings(BaseSettings):
    """Settings of a run, from ``GONGKAI_*`` variables and the command line. All state lives under ``data``."""

    model_config = SettingsConfigDict(env_prefix="GONGKAI_")

    data: Path = Path("data")
    as_of: date | None = None
    workers: int = 0
    """Reading processes; 0: one a processor, as far as memory goes."""
    document_seconds: int = 55
    """Processor time a document."""
    document_memory_mib: int = 2048
    contact: str = ""
    reread_per_run: int = 2000

    @property
    def day(self) -> date:
        """The run's day: ``--as-of``, else today in Asia/Shanghai."""
        return self.as_of or datetime.now(SHANGHAI).date()

    @property
    def objects(self) -> Path:
        """The archive of received bytes, by hash."""
        return self.data / "archive" / "objects"

    @property
    def log(self) -> Path:
        """The log of attempts, one JSON Lines file a run."""
        return self.data / "archive" / "log"

    @property
    def readings(self) -> Path:
        """What was read, one Parquet file a batch."""
        return self.data / "readings"

    @property
    def state(self) -> Path:
        """Working files of a run; nothing here is needed after it."""
        return self.data / "state"

    @property
    def warehouse(self) -> Path:
        """The published warehouse."""
        return self.data / "gongkai.duckdb"

    @property
    def summaries(self) -> Path:
        """The written summaries."""
        return self.data / "summaries"

    def reference(self, name: str) -> list[Path]:
        """The files to read for a reference file such as ``agencies.csv``: the data folder's own, else the shipped one,
        and beside it that of every sample region the data folder carries (``samples/<region>/<name>``)."""
        own = self.data / name
        first = own if own.exists() else shipped("data", name)
        samples = sorted(self.data.glob(f"samples/*/{name}"))
        return [path for path in (first, *samples) if path.exists()]
