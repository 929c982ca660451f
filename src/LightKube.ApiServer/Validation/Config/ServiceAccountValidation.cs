using LightKube.Api.Core.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>ServiceAccounts: their metadata is all that is judged.</summary>
internal sealed class ServiceAccountValidation() : KindValidation(ServiceAccount.Schema)
{
    private const string MountableAnnotation = "kubernetes.io/enforce-mountable-secrets";

    public override void Warn(Field obj, Field old)
    {
        var annotations = obj["metadata"]["annotations"];
        if (annotations.Map?.Contains(MountableAnnotation) == true && !old["metadata"]["annotations"].Entry(MountableAnnotation).IsSet)
        {
            annotations.Entry(MountableAnnotation).Warn("deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets");
        }
    }
}
