import signal
import subprocess
import sys
import time
from pathlib import Path

from portal.search.engine import Index

WRITER = """
import sys
from portal.search.engine import Document, Index
index = Index.open(sys.argv[1])
number = index.count()
while True:
    index.apply(Document(f"d{i}", "post", "public", "", f"asthma word{i}") for i in range(number, number + 20))
    number += 20
    print(number, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_every_acknowledged_document(tmp_path: Path) -> None:
    acknowledged = 0
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    for attempt in range(6):
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        first = writer.stdout.readline()
        time.sleep(0.03 + 0.017 * attempt)
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        acknowledged = int((first + rest).split()[-1])
        index = Index.open(tmp_path)
        assert set(index.fingerprints()) >= {f"d{number}" for number in range(acknowledged)}
        assert index.search([f"word{acknowledged - 1}"]).hits
    assert acknowledged >= 120
