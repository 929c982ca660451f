using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Tests.Schemas;
using LightKube.Api.Yaml;
using LightKube.Fuzz.Mutations;
using LightKube.Fuzz.Targets;

namespace LightKube.Fuzz.Http;

/// <summary>Makes requests that look like Kubernetes' own, each wrong in some way or none.</summary>
internal sealed class RequestMaker(int seed)
{
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "POST", "PUT", "PUT", "PATCH", "PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO"];
    private static readonly string[] Namespaces = ["default", "kube-system", "none", "A!", ""];
    private static readonly string[] Names = ["x", "kubernetes", "default", "system:node", "UPPER", "a%20b", "..", "%00", "%2F", "☃"];
    private static readonly string[] Subresources = ["status", "scale", "log", "exec", "binding", "eviction", "token", "proxy", "finalize", "approval", "ephemeralcontainers", "resize", "nothing"];
    private static readonly string[] Paths = ["/", "/api", "/apis", "/version", "/healthz", "/readyz/ping", "/livez?verbose", "/openapi/v2", "/openapi/v3", "/openapi/v3/apis/apps/v1", "/metrics", "/.well-known/openid-configuration", "/openid/v1/jwks", "/apis/apps", "/apis/apps/v1", "/apis/none/v1/things", "/api/v9/pods", "//api//v1", "/debug/pprof/"];
    private static readonly string[] ContentTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/merge-patch+json", "application/json-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml", "application/cbor", "text/plain", "", "application/json; charset=utf-8; x=\""];
    private static readonly string[] Accepts = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/cbor", "*/*", "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json", "text/html", ";;,=", "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io"];

    private static readonly (string Name, string[] Values)[] Parameters =
    [
        ("labelSelector", ["a=b", "a in (b", "!a", "a notin (b,c)", "=", "a>1", "a=b,,c"]),
        ("fieldSelector", ["metadata.name=x", "spec.nodeName!=a", "status.phase=", "none=1", "="]),
        ("resourceVersion", ["0", "1", "5", "99999999999", "-1", "x", "9223372036854775808"]),
        ("resourceVersionMatch", ["Exact", "NotOlderThan", "None"]),
        ("limit", ["1", "0", "-1", "9223372036854775807", "x"]),
        ("continue", ["x", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiYSJ9", "e30"]),
        ("watch", ["1", "true", "false", "x"]),
        ("allowWatchBookmarks", ["true", "false"]),
        ("sendInitialEvents", ["true", "false"]),
        ("timeoutSeconds", ["1", "0", "-1", "x"]),
        ("timeout", ["1s", "0", "-5m", "1ns", "x"]),
        ("dryRun", ["All", "None", ""]),
        ("fieldValidation", ["Strict", "Warn", "Ignore", "x"]),
        ("fieldManager", ["me", "☃", ""]),
        ("force", ["true", "x"]),
        ("gracePeriodSeconds", ["0", "-1", "30", "x"]),
        ("propagationPolicy", ["Foreground", "Background", "Orphan", "x"]),
        ("orphanDependents", ["true"]),
        ("pretty", ["true"]),
        ("includeObject", ["None", "Metadata", "Object", "x"]),
    ];

    private readonly Random _random = new(seed);
    private readonly TreeMutator _tree = new(new Random(seed), Samples.Words);
    private readonly ByteMutator _bytes = new(new Random(seed), Samples.Words);

    public FuzzRequest Next()
    {
        var method = Pick(Methods);
        if (_random.Next(10) == 0)
        {
            return new FuzzRequest(method, Pick(Paths) + Query(), Headers(Pick(ContentTypes)), []);
        }

        var kind = BuiltIn.Kinds[_random.Next(BuiltIn.Kinds.Count)];
        var contentType = Likely(method);
        var target = PathOf(kind, method) + Query();
        return new FuzzRequest(method, target, Headers(contentType), method is "GET" or "HEAD" ? [] : Body(kind, contentType));
    }

    private string PathOf(KindSchema kind, string method)
    {
        var path = new StringBuilder(kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}");
        if (kind.Namespaced != (_random.Next(20) == 0))
        {
            path.Append($"/namespaces/{Pick(Namespaces, 3)}");
        }

        path.Append($"/{(_random.Next(40) == 0 ? "things" : kind.Plural)}");
        if (method is "POST" ? _random.Next(4) == 0 : _random.Next(5) > 0)
        {
            path.Append($"/{Pick(Names, 3)}");
            if (_random.Next(5) == 0)
            {
                path.Append($"/{Pick(Subresources)}");
            }
        }

        return path.ToString();
    }

    private string Query()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(4) - 1; i > 0; i--)
        {
            var (name, values) = Parameters[_random.Next(Parameters.Length)];
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(_random.Next(6) == 0 ? "%ff%00+" : Uri.EscapeDataString(Pick(values)));
        }

        return text.ToString();
    }

    private List<(string, string)> Headers(string contentType)
    {
        var headers = new List<(string, string)>();
        if (contentType.Length > 0)
        {
            headers.Add(("Content-Type", contentType));
        }

        headers.Add(("Accept", Pick(Accepts, 3)));
        switch (_random.Next(30))
        {
            case 0: headers.Add(("Authorization", Pick(["Bearer x", "Bearer ", "Bearer a.b.c", "Basic eDp4", "Bearer " + new string('x', 5000)]))); break;
            case 1: headers.Add(("Impersonate-User", Pick(["x", "", "system:node:a", "system:serviceaccount:a:b", "system:serviceaccount:"]))); break;
            case 2: headers.Add(("Impersonate-Group", "g")); break;
            case 3: headers.Add(("Content-Encoding", "gzip")); break;
            case 4: headers.Add(("Connection", "Upgrade")); headers.Add(("Upgrade", Pick(["websocket", "SPDY/3.1", "x"]))); break;
        }

        return headers;
    }

    private byte[] Body(KindSchema kind, string contentType)
    {
        if (_random.Next(12) == 0)
        {
            return [];
        }

        if (contentType.Contains("json-patch", StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes("""[{"op":"add","path":"/metadata/labels/a","value":"b"},{"op":"remove","path":"/spec"}]""");
        }

        var root = contentType.Contains("patch", StringComparison.Ordinal) && _random.Next(2) == 0
            ? new DocMap([new("metadata", new DocMap([new("labels", new DocMap([new("a", "b")]))])), new("apiVersion", kind.ApiVersion), new("kind", kind.Kind)])
            : Plausible(new SampleObjects(_random.Next()).Of(kind), kind);
        var tree = _random.Next(3) > 0 ? _tree.Mutate(root) : root;
        if (contentType.Contains("yaml", StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(YamlDocumentWriter.Write(tree));
        }

        var json = contentType.Contains("protobuf", StringComparison.Ordinal) ? new WireSeeds(_random).Next() : JsonDocumentWriter.ToBytes(tree);
        return _random.Next(10) == 0 ? _bytes.Mutate(json, []) : json;
    }

    // An object that is refused for its metadata never meets the rest of the rules.
    private DocMap Plausible(DocMap root, KindSchema kind)
    {
        if (kind.Type.Field("metadata") is null)
        {
            return root;
        }

        root.Remove("metadata");
        var metadata = root.GetOrAddMap("metadata");
        metadata.Set("name", Pick(Names, 3));
        metadata.Set("labels", new DocMap([new("a", "b")]));
        return root;
    }

    private string Likely(string method) => method switch
    {
        _ when _random.Next(8) == 0 => Pick(ContentTypes),
        "PATCH" => Pick(["application/merge-patch+json", "application/json-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"]),
        _ => Pick(["application/json", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]),
    };

    private string Pick(string[] values) => values[_random.Next(values.Length)];

    // Mostly one of the first, which make sense.
    private string Pick(string[] values, int sound) => _random.Next(8) > 0 ? values[_random.Next(Math.Min(sound, values.Length))] : Pick(values);
}
