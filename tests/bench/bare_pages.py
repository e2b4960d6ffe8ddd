"""The least that a page can cost here: Flask behind waitress, with a page that is always the same.

`python -m tests.bench.bare_pages FILE THREADS` answers every request with the bytes of a file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from waitress.server import create_server


def main(page: bytes, threads: int) -> None:
    """Serve until terminated."""
    app = Flask("bare")

    @app.post("/<path:anywhere>")
    def same(anywhere: str) -> Response:
        request.form.to_dict(flat=False)
        return Response(page, mimetype="text/html")

    server: Any = create_server(app, host="127.0.0.1", port=0, threads=threads)
    print(f"http://127.0.0.1:{server.effective_port}/", flush=True)
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_bytes(), int(sys.argv[2]))
