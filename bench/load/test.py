#!/usr/bin/env python3
"""Does the load generator see what goes wrong? Each case is a server with one fault; run by bench/load/test.py, needs gcc."""

import json
import subprocess
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = ["load", "options", "connection", "subscriber", "publisher", "health", "measure"]


class FaultySSE(ThreadingHTTPServer):
    """Sends every event to every subscriber, after the fault has had it: event -> list of what is sent in its place."""

    daemon_threads = True

    def __init__(self, fault, chunks):
        super().__init__(("127.0.0.1", 0), Handler)
        self.fault = fault
        self.chunks = chunks  # how bytes are cut
        self.streams = []
        self.number = 0

    def handle_error(self, request, client_address):
        pass  # the load generator leaves when it is done

    def publish(self, data):
        self.number += 1
        events = self.fault(self.number, f"id: {self.number}\ndata: {data}\n\n".encode())
        for stream in self.streams:
            for event in events:
                for piece in self.chunks(event):
                    stream.write(b"%x\r\n%s\r\n" % (len(piece), piece))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 0

    def log_message(self, *_):
        pass

    def do_GET(self):
        # First: the load generator publishes as soon as it has all heads.
        self.server.streams.append(self.wfile)
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        threading.Event().wait()

    def do_POST(self):
        self.server.publish(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()


def whole(event):
    return [event]


class LoadTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.load = Path(cls.folder.name) / "load"
        subprocess.run(["gcc", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined", "-o", cls.load,
                        *[HERE / f"{part}.c" for part in PARTS]], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_load(self, fault=lambda number, event: [event], chunks=whole, *options):
        server = FaultySSE(fault, chunks)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            done = subprocess.run(
                [self.load, "--port", str(server.server_port), "--subscribers", "3", "--rate", "50", "--warmup", "0",
                 "--seconds", "0.5", "--drain", "1", *options],
                capture_output=True, text=True, timeout=60, check=False, env={"ASAN_OPTIONS": "detect_leaks=0"})
            self.assertEqual("", done.stderr)
            return json.loads(done.stdout)
        finally:
            server.shutdown()
            server.server_close()

    def assert_counts(self, result, **expected):
        counted = {name: result[name] for name in ("missing", "repeated", "disordered", "ended", "refused", "publish_errors")}
        self.assertEqual({**dict.fromkeys(counted, 0), **expected}, counted)

    def test_nothing_wrong(self):
        result = self.run_load()
        self.assert_counts(result)
        self.assertEqual(3 * result["published"], result["deliveries"])

    def test_an_event_in_pieces_of_one_byte(self):
        self.assert_counts(self.run_load(chunks=lambda event: [event[i:i + 1] for i in range(len(event))]))

    def test_several_events_in_one_piece(self):
        waiting = []

        def three_at_once(number, event):
            waiting.append(event)
            if number % 3:
                return []
            together = b"".join(waiting)
            waiting.clear()
            return [together]
        result = self.run_load(three_at_once)
        # What still waits in the end is missing, and no more.
        self.assert_counts(result, missing=3 * (result["published"] % 3))

    def test_carriage_returns_comments_and_no_space(self):
        self.assert_counts(self.run_load(
            lambda number, event: [b":\r\n\r\n" + event.replace(b"\n", b"\r\n").replace(b": ", b":")]))

    def test_a_lost_event(self):
        self.assert_counts(self.run_load(lambda number, event: [] if number == 3 else [event]), missing=3)

    def test_a_lost_last_event(self):
        result = self.run_load(lambda number, event: [event] if number < 5 else [])
        self.assert_counts(result, missing=3 * (result["published"] - 4))

    def test_a_doubled_event(self):
        self.assert_counts(self.run_load(lambda number, event: [event] * (2 if number == 3 else 1)), repeated=3)

    def test_two_events_in_the_wrong_order(self):
        kept = []

        def swap(number, event):
            if number == 3:
                kept.append(event)
                return []
            return [event, kept.pop()] if number == 4 else [event]
        self.assert_counts(self.run_load(swap), disordered=3)

    def test_an_event_of_another_run(self):
        result = self.run_load(lambda number, event: [b"data: 1234567890123456789.1.0.1.abc\n\n", event])
        self.assert_counts(result)
        self.assertEqual(3 * result["published"], result["foreign"])

    def test_an_event_without_its_end_does_not_count(self):
        result = self.run_load(lambda number, event: [event] if number < 5 else [event[:-1]] if number == 5 else [])
        self.assert_counts(result, missing=3 * (result["published"] - 4))


if __name__ == "__main__":
    unittest.main()
