using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.CustomResources;

/// <summary>The strategy None: versions differ in their apiVersion, and in what their schemas know.</summary>
internal sealed class NoneConversion(KindSchema stored, KindSchema served) : IKindConversion
{
    public DocMap FromStored(DocMap root) => Convert(root, served);

    public DocMap ToStored(DocMap root) => Convert(root, stored);

    private static DocMap Convert(DocMap root, KindSchema to)
    {
        var converted = root.DeepClone();
        converted.Set("apiVersion", to.ApiVersion);
        CustomObjects.Repair(converted, to);
        return converted;
    }
}
