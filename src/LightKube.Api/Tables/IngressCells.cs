using LightKube.Api.Documents;
using LightKube.Api.Networking.V1;

namespace LightKube.Api.Tables;

internal static class IngressCells
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("ingress.class", (root, _) => CommonCells.OrNone(new Ingress(root).Spec.IngressClassName ?? new Ingress(root).Metadata.Annotations[ClassAnnotation])),
        ("ingress.hosts", (root, _) => CommonCells.Shortened(new Ingress(root).Spec.Rules.Select(rule => rule.Host.Length > 0 ? rule.Host : "*").ToList(), "*")),
        ("ingress.address", (root, _) => string.Join(",", new Ingress(root).Status.LoadBalancer.Ingress.Select(ingress => ingress.Ip.Length > 0 ? ingress.Ip : ingress.Hostname))),
        ("ingress.ports", (root, _) => new Ingress(root).Spec.Tls.Count > 0 ? "80, 443" : "80"),
        ("ingressclass.parameters", (root, _) => Parameters(new IngressClass(root).Spec.Parameters)),
        ("networkpolicy.selector", (root, _) => WorkloadCells.Selector(new NetworkPolicy(root).Spec.PodSelector.Peek())),
        ("servicecidr.cidrs", (root, _) => string.Join(",", new ServiceCIDR(root).Spec.Cidrs)),
        ("ipaddress.parent", (root, _) => Parent(new IPAddress(root).Spec.ParentRef)),
    ];

    private static Value Parameters(IngressClassParametersReference reference) =>
        !reference.IsPresent ? CommonCells.None
        : string.IsNullOrEmpty(reference.ApiGroup) ? $"{reference.Kind}/{reference.Name}"
        : $"{reference.Kind}.{reference.ApiGroup}/{reference.Name}";

    private static Value Parent(ParentReference parent) =>
        !parent.IsPresent ? CommonCells.None
        : string.Join("/", new[] { parent.Group.Length > 0 ? $"{parent.Resource}.{parent.Group}" : parent.Resource, parent.Namespace, parent.Name }.Where(part => part.Length > 0));
}
