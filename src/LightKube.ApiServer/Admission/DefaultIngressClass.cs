using LightKube.Api.Networking.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>An Ingress that names no class gets the default one, if there is one.</summary>
public sealed class DefaultIngressClass(IObjectReader objects) : IAdmissionPlugin
{
    private const string OldAnnotation = "kubernetes.io/ingress.class";
    private const string DefaultMark = "ingressclass.kubernetes.io/is-default-class";

    public string Name => "DefaultIngressClass";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(Ingress.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var ingress = request.Object!.As<Ingress>();
        if (ingress.Spec.IngressClassName is null && !ingress.Metadata.Annotations.ContainsKey(OldAnnotation))
        {
            var standard = objects.List<IngressClass>(null)
                .Where(item => item.Metadata.Annotations[DefaultMark] == "true")
                .OrderByDescending(item => item.Metadata.CreationTimestamp)
                .ThenBy(item => item.Name, StringComparer.Ordinal)
                .FirstOrDefault();
            if (standard is not null)
            {
                ingress.Spec.IngressClassName = standard.Name;
            }
        }

        return ValueTask.CompletedTask;
    }
}
