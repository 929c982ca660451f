using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Apply;

/// <summary>The two versions of the test kind: what one calls replicas is count in the other.</summary>
internal sealed class WidgetVersions : IObjectVersions
{
    public KindSchema? Find(string apiVersion) => apiVersion switch
    {
        "example.com/v1" => Widgets.Kind,
        "example.com/v2" => Widgets.KindV2,
        _ => null,
    };

    public DocMap Convert(DocMap root, KindSchema from, KindSchema to)
    {
        var converted = root.DeepClone();
        converted.Set("apiVersion", to.ApiVersion);
        var (old, name) = to.Version == "v2" ? ("replicas", "count") : ("count", "replicas");
        if (converted.GetMap("spec") is { } spec)
        {
            var value = spec[old];
            spec.Remove(old);
            spec.Set(name, value.IsAbsent ? spec[name] : value);
        }

        return converted;
    }
}
