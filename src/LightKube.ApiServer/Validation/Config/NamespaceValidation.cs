using LightKube.Api.Core.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>Namespaces.</summary>
internal sealed class NamespaceValidation() : KindValidation(Namespace.Schema)
{
    protected override void ValidateCreate(Field obj)
    {
        var finalizers = obj["spec"]["finalizers"];
        for (var i = 0; i < finalizers.Count; i++)
        {
            var finalizer = finalizers.With(finalizers[i].Value);
            finalizer.Obey(NameRules.QualifiedName);
            BeFinalizer(finalizer);
        }
    }

    protected override void ValidateSubresource(Field obj, Field old, string subresource)
    {
        if (subresource == "status")
        {
            Phase(obj);
        }
        else if (subresource == "finalize")
        {
            var finalizers = obj["spec"]["finalizers"];
            for (var i = 0; i < finalizers.Count; i++)
            {
                finalizers[i].Obey(NameRules.QualifiedName);
                BeFinalizer(finalizers[i]);
            }
        }
    }

    private static void Phase(Field obj)
    {
        var phase = obj["status"].Below("Phase", obj["status"]["phase"].Value);
        var isDeleted = obj["metadata"]["deletionTimestamp"].IsSet;
        if (!isDeleted && phase.Text != "Active")
        {
            phase.Invalid("may only be 'Active' if `deletionTimestamp` is empty");
        }
        else if (isDeleted && phase.Text != "Terminating")
        {
            phase.Invalid("may only be 'Terminating' if `deletionTimestamp` is not empty");
        }
    }
}
