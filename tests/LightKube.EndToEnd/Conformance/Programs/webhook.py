"""A webhook, as users write them: it judges, changes and converts what the API server posts to it.

usage: webhook.py ADDRESS PORT CERTIFICATE KEY
"""
import base64
import http.server
import json
import ssl
import sys
import time


def allow(request):
    return {"allowed": True}


def deny(request):
    return {"allowed": False, "status": {"message": "the webhook refuses it", "code": 403}}


def mutate(request):
    patch = [{"op": "add", "path": "/data/mutated", "value": "yes"}]
    return {"allowed": True, "patchType": "JSONPatch", "patch": base64.b64encode(json.dumps(patch).encode()).decode()}


def slow(request):
    time.sleep(5)
    return allow(request)


JUDGES = {"/allow": allow, "/deny": deny, "/mutate": mutate, "/slow": slow}


def converted(document, version):
    """v1 has hostPort, v2 has host and port."""
    if document["apiVersion"] != version:
        spec = document["spec"]
        if version.endswith("/v2"):
            spec["host"], spec["port"] = spec.pop("hostPort").split(":")
        else:
            spec["hostPort"] = f"{spec.pop('host')}:{spec.pop('port')}"
        document["apiVersion"] = version
    return document


def convert(request):
    objects = [converted(document, request["desiredAPIVersion"]) for document in request["objects"]]
    return {"convertedObjects": objects, "result": {"status": "Success"}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = self.path.split("?")[0]
        answer = convert(review["request"]) if path == "/convert" else JUDGES[path](review["request"])
        answer["uid"] = review["request"]["uid"]
        body = json.dumps({"apiVersion": review["apiVersion"], "kind": review["kind"], "response": answer}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        print(path, flush=True)

    def log_message(self, *arguments):
        pass


address, port, certificate, key = sys.argv[1:]
server = http.server.ThreadingHTTPServer((address, int(port)), Handler)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
server.socket = tls.wrap_socket(server.socket, server_side=True)
print("listening", flush=True)
server.serve_forever()
