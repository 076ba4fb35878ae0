"""Templates that were compiled before: to compile those of one page takes longer than to print it.

They are kept as Python keeps its own modules, in entries that bear the seal of the account: what runs is what this builder has compiled.
"""

import marshal
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from builder.records.codec import Codec
from builder.records.memory import Memory


class _CodeCodec(Codec[CodeType]):
    """Writes what Python compiles to, as Python does."""

    def write(self, value: CodeType) -> bytes | None:
        """As in `Codec`."""
        return marshal.dumps(value)

    def read(self, raw: bytes) -> CodeType | None:
        """As in `Codec`."""
        try:
            found = marshal.loads(raw)  # sealed: it is what `write` gave
        except (EOFError, ValueError, TypeError):
            return None
        return found if isinstance(found, CodeType) else None


_CODE = _CodeCodec(CodeType)


class Compiled(BytecodeCache):
    """Gives an environment the templates that a memory has, and has the memory keep those that are new."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """What is known of the template: its name, its source and the kind of environment count, as all of one kind are made alike.

        What another kind compiles is no entry for this one: it would ask nobody what a template may read and call.
        """
        bucket = Bucket(environment, f"{type(environment).__qualname__}\0{name}\0{source}", "")
        bucket.code = self._memory.find("template", (bucket.key,), _CODE)
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        """Keeps a template that has been compiled."""
        if bucket.code is not None:
            self._memory.keep("template", (bucket.key,), bucket.code, _CODE)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Unused: a bucket comes with all that is known of it."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Unused, as above."""
