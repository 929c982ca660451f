using System.Globalization;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.JsonPath;
using LightKube.Api.Quantities;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;
using LightKube.Api.Tests.Schemas;
using LightKube.Api.Validation;
using LightKube.ApiServer.Http;

namespace LightKube.Fuzz.Targets;

/// <summary>Small languages: selectors, paths, quantities, durations, names, headers. What one writes again means the same.</summary>
internal static class TextTargets
{
    private static readonly KindSchema Pod = BuiltIn.Kind("v1", "Pod");
    private static readonly DocMap PodSample = new SampleObjects(7).Of(Pod).Freeze();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("label-selector", LabelSelectorOf, ["a=b", "a==b,c!=d", "a in (b,c),d notin (e)", "!a", "a", "example.com/a in (x)", "a>1,b<2"], ["=", "==", "!=", ",", "(", ")", " in ", " notin ", "!", ">", "<", "a", "/"]),
        Of("field-selector", FieldSelectorOf, ["metadata.name=x", "spec.nodeName!=a,status.phase=Running", "metadata.namespace==b"], ["=", "!=", "==", ",", "\\", "\\,", "metadata.name", "spec.nodeName", "status.phase"]),
        Of("json-path", JsonPathOf, ["{.spec.containers[*].name}", "{.items[?(@.a=='b')].c}", "{range .items[*]}{.a}{end}", "{..name}", "{.a[0:2:1]}", "{['a','b']}", ".metadata.name"], ["{", "}", "[", "]", "..", ".", "*", "?(@", ")", "==", "'", "\"", ":", ",", "-1", "range", "end", "&&"]),
        Of("quantity", QuantityOf, ["1", "100m", "1.5Gi", "1e3", "12E6", "0.001n", "-5Ki", "+1", "1Ei"], ["0", "9", ".", "e", "E", "-", "+", "m", "u", "n", "k", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "999999999999999999"]),
        Of("duration", DurationOf, ["1h30m", "1.5s", "300ms", "-2h", "1us"], ["h", "m", "s", "ms", "us", "µs", "ns", ".", "-", "0", "9"]),
        Of("name", NameOf, ["a", "a.b-c", "example.com/a_b", "A", "x:y", "kube-system"], ["-", ".", "_", "/", ":", "%", "..", "a"]),
        Of("accept", AcceptOf, ["application/json", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "application/yaml;q=0.5, */*;q=0.1", "application/vnd.kubernetes.protobuf"], ["application/json", ";", ",", "=", "q=", "as=Table", "v=v1", "g=meta.k8s.io", "\"", "*/*"]),
        Of("accept-encoding", text => ResponseCompression.AcceptsGzip(text) ? "yes" : "no", ["gzip", "gzip;q=0, br"], ["gzip", ";", ",", "q=0", "."]),
        Of("path", PathOf, ["/api/v1/namespaces/a/pods/b/log", "/apis/apps/v1/deployments", "/api/v1/watch/pods", "/api/v1/namespaces/a/finalize"], ["/", "api", "apis", "v1", "watch", "namespaces", "status", "//", "%2F"]),
    ];

    private static FuzzTarget Of(string name, Func<string, string> attempt, string[] seeds, string[] words) =>
        new(name, _ => seeds.Select(Encoding.UTF8.GetBytes), words, bytes => attempt(Encoding.UTF8.GetString(bytes)));

    private static string LabelSelectorOf(string text)
    {
        try
        {
            var selector = LabelSelector.Parse(text);
            var written = selector.ToString();
            var again = LabelSelector.Parse(written).ToString();
            return written == again ? $"{selector.Requirements.Count}" : throw new InvalidOperationException($"'{written}' is written as '{again}'");
        }
        catch (SelectorException e)
        {
            return DecoderTargets.Said(e);
        }
    }

    private static string FieldSelectorOf(string text)
    {
        try
        {
            var selector = FieldSelector.Parse(text, Pod);
            return $"{selector.Requirements.Count} {selector.Matches(PodSample)}";
        }
        catch (SelectorException e)
        {
            return DecoderTargets.Said(e);
        }
    }

    private static string JsonPathOf(string text)
    {
        try
        {
            return $"{JsonPathExpression.Parse(text).Evaluate(PodSample).Count}";
        }
        catch (JsonPathException e)
        {
            return DecoderTargets.Said(e);
        }
    }

    private static string QuantityOf(string text)
    {
        if (!Quantity.TryParse(text, out var quantity))
        {
            return "none";
        }

        var written = quantity.ToString();
        return Quantity.TryParse(written, out var again) && again == quantity && again.ToString() == written
            ? $"{quantity.Format} {quantity.Sign} {quantity.Units > 0} {quantity.Milli > 0}"
            : throw new InvalidOperationException($"'{text}' is written as '{written}', which is {again}");
    }

    private static string DurationOf(string text)
    {
        if (!GoDuration.TryParse(text, out var nanoseconds))
        {
            return "none";
        }

        var written = GoDuration.Format(nanoseconds);
        return GoDuration.TryParse(written, out var again) && again == nanoseconds
            ? nanoseconds.ToString(CultureInfo.InvariantCulture).Length.ToString(CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{nanoseconds} ns are written as '{written}', which is {again}");
    }

    private static string NameOf(string text) =>
        $"{NameRules.Dns1123Label(text).Count}{NameRules.Dns1123Subdomain(text).Count}{NameRules.Dns1035Label(text).Count}{NameRules.LabelValue(text).Count}{NameRules.ConfigKey(text).Count}{NameRules.PathSegment(text).Count}{NameRules.QualifiedName(text).Count}";

    private static string AcceptOf(string text)
    {
        try
        {
            return Negotiation.Choose(text, new ResponseOffer(Protobuf: true, Projections: true)).ToString();
        }
        catch (Api.Errors.ApiException e)
        {
            return $"{e.Code}";
        }
    }

    private static string PathOf(string text)
    {
        var info = RequestInfo.Parse("GET", text, watch: false);
        return $"{info.IsResource} {info.Verb} {info.Namespace.Length > 0} {info.Subresource.Length > 0} {info.Rest.Length > 0}";
    }
}
