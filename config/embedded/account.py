"""Whose rights the servers have: ours, or `nobody` when we are root, because PostgreSQL refuses root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from config.embedded.errors import EmbeddedError


@dataclass(frozen=True, kw_only=True)
class Account:
    uid: int
    gid: int

    @property
    def extra_groups(self) -> list[int] | None:
        """For Popen: root's other groups are left behind; only root may do that, and only root has to."""
        return [] if os.geteuid() == 0 else None


def server_account() -> Account:
    """The account the servers run under."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)


def make_folder(path: Path, *, mode: int = 0o711) -> None:
    """Create a folder of ours; missing parents are ours too, so that the servers can enter them."""
    try:
        if path.exists():
            return
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        path.chmod(mode)
    except OSError as error:
        raise EmbeddedError(f"The folder {path} cannot be created: {error.strerror}.") from error


def open_to_servers(state: Path) -> None:
    """The state folder is ours to open, should the operator have made it private; nothing above it is."""
    make_folder(state)
    if os.geteuid() == 0:
        state.chmod(state.stat().st_mode | 0o011)


def make_private_folder(path: Path, account: Account) -> None:
    """Create a folder that only the servers' account enters, or make sure an existing one is that."""
    make_folder(path, mode=0o700)
    # Whoever owns the folder we made is us: hand it over. Any other owner may have laid a trap in /tmp.
    if path.stat().st_uid == os.geteuid() and not path.is_symlink():
        os.chown(path, account.uid, account.gid)
    check_owner(path, account)


def check_owner(path: Path, account: Account) -> None:
    """Refuse a folder that belongs to somebody else, with the way out."""
    owner = path.lstat().st_uid
    if owner != account.uid:
        raise EmbeddedError(
            f"{path} belongs to {_user_name(owner)}, not to {_user_name(account.uid)}: another user of this "
            "machine made it. Start as that user, or use a folder of your own with SALESDESK_STATE."
        )


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
