"""What is kept: the catalogue (SQLite through SQLAlchemy) says what is, the lake (files) holds the rows.

A catalogue row is the commit point of every change; files that no row names do not exist for anybody.
"""

from metrics.store.actor import Actor
from metrics.store.alerts import Alert, Mute, Step, Watched, Wishes
from metrics.store.annotations import Annotation
from metrics.store.audit import AuditRow, Head, Wanted
from metrics.store.backup import Backup
from metrics.store.catalog import Store, default_home
from metrics.store.closes import Acceptance, Close
from metrics.store.definitions import StoredDefinition
from metrics.store.grants import ROLES, Grant, Role
from metrics.store.outbox import Delivery
from metrics.store.purging import Purged
from metrics.store.readiness import Answer
from metrics.store.removing import Removed
from metrics.store.seals import Seal
from metrics.store.signatures import Signature
from metrics.store.snapshots import Headline, SnapshotRow
from metrics.store.tokens import SCOPES, Scope, Token
from metrics.store.upload import StagedFiles, State, Upload
from metrics.store.verifying import Verified

__all__ = [
    "ROLES",
    "SCOPES",
    "Acceptance",
    "Actor",
    "Alert",
    "Annotation",
    "Answer",
    "AuditRow",
    "Backup",
    "Close",
    "Delivery",
    "Grant",
    "Head",
    "Headline",
    "Mute",
    "Purged",
    "Removed",
    "Role",
    "Scope",
    "Seal",
    "Signature",
    "SnapshotRow",
    "StagedFiles",
    "State",
    "Step",
    "Store",
    "StoredDefinition",
    "Token",
    "Upload",
    "Verified",
    "Wanted",
    "Watched",
    "Wishes",
    "default_home",
]
