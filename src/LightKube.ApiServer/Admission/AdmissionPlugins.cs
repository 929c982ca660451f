using LightKube.ApiServer.Admission.Events;
using LightKube.ApiServer.Admission.Images;
using LightKube.ApiServer.Admission.Namespaces;
using LightKube.ApiServer.Admission.Pods;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Admission.Quota;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission;

/// <summary>
/// All plug-ins in the order in which a write passes them, which is upstream's. On by default are those that are so upstream, and
/// NodeRestriction, which every installer of Kubernetes turns on.
/// </summary>
public static class AdmissionPlugins
{
    /// <summary>Whether a plug-in runs when nobody says anything.</summary>
    private enum By
    {
        Default,
        Choice,

        /// <summary>Always: rules of the API, which upstream has in other places. Its name is none that options know.</summary>
        Necessity,
    }

    private static readonly Entry[] All =
    [
        new("AlwaysAdmit", By.Choice, static _ => new AlwaysAdmit()),
        new("NamespaceAutoProvision", By.Choice, static from => new NamespaceAutoProvision(from.Objects, from.Client)),
        new("NamespaceLifecycle", By.Default, static from => new NamespaceLifecycle(from.Objects)),
        new("NamespaceExists", By.Choice, static from => new NamespaceExists(from.Objects)),
        new("LimitPodHardAntiAffinityTopology", By.Choice, static _ => new LimitPodHardAntiAffinityTopology()),
        new("LimitRanger", By.Default, static from => new LimitRanger(from.Objects)),
        new("ServiceAccount", By.Default, static from => new ServiceAccountAdmission(from.Objects, from.Time)),
        new("NodeRestriction", By.Default, static from => new NodeRestriction(from.Objects, from.Authorizer)),
        new("TaintNodesByCondition", By.Default, static _ => new TaintNodesByCondition()),
        new("AlwaysPullImages", By.Choice, static _ => new AlwaysPullImages()),
        new("ImagePolicyWebhook", By.Choice, static from => new ImagePolicyWebhook(from.Calls, from.Options.ImagePolicy!, from.Time)),
        new("PodSecurity", By.Default, static from => new PodSecurityAdmission(from.Objects, from.Options.PodSecurity, from.Metrics.PodSecurity, from.Time)),
        new("PodNodeSelector", By.Choice, static from => new PodNodeSelector(from.Objects, from.Options.PodNodeSelector)),
        new("Priority", By.Default, static from => new Priority(from.Objects)),
        new("DefaultTolerationSeconds", By.Default, static _ => new DefaultTolerationSeconds()),
        new("PodTolerationRestriction", By.Choice, static from => new PodTolerationRestriction(from.Objects, from.Options.PodTolerations)),
        new("EventRateLimit", By.Choice, static from => new EventRateLimit(from.Options.EventRateLimit!, from.Time)),
        new("ExtendedResourceToleration", By.Choice, static _ => new ExtendedResourceToleration()),
        new("DefaultStorageClass", By.Default, static from => new DefaultStorageClass(from.Objects)),
        new("StorageObjectInUseProtection", By.Default, static _ => new StorageObjectInUseProtection()),
        Idle("PodGroupProtection"),
        new("OwnerReferencesPermissionEnforcement", By.Choice, static from => new OwnerReferencesPermissionEnforcement(from.Authorizer, from.Kinds)),
        new("PersistentVolumeClaimResize", By.Default, static from => new PersistentVolumeClaimResize(from.Objects)),
        new("RuntimeClass", By.Default, static from => new RuntimeClassAdmission(from.Objects)),
        new("CertificateApproval", By.Default, static from => new CertificateApproval(from.Authorizer)),
        new("CertificateSigning", By.Default, static from => new CertificateSigning(from.Authorizer)),
        Idle("ClusterTrustBundleAttest"),
        new("CertificateSubjectRestriction", By.Default, static _ => new CertificateSubjectRestriction()),
        new("DefaultIngressClass", By.Default, static from => new DefaultIngressClass(from.Objects)),
        new("DenyServiceExternalIPs", By.Choice, static _ => new DenyServiceExternalIPs()),
        new("PodTopologyLabels", By.Default, static from => new PodTopologyLabels(from.Objects)),
        Idle("PodGroupWorkloadExists"),
        Idle("NodeDeclaredFeatureValidator"),
        Idle("JobValidation"),
        new("PodResizeValidator", By.Default, static from => new PodResizeValidator(from.Objects)),

        new("MutatingAdmissionPolicy", By.Default, static from => new MutatingPolicyAdmission(from.Policies)),
        new("MutatingAdmissionWebhook", By.Default, static from => new MutatingWebhookAdmission(
            from.Webhooks.Configurations, from.Webhooks.Matcher, from.Webhooks.Caller, from.Webhooks.Patch)),
        new("ValidatingAdmissionPolicy", By.Default, static from => new ValidatingPolicyAdmission(from.Policies)),
        new("ValidatingAdmissionWebhook", By.Default, static from => new ValidatingWebhookAdmission(
            from.Webhooks.Configurations, from.Webhooks.Matcher, from.Webhooks.Caller)),

        // After the webhooks, so that none of them writes another requester or another role.
        new("CertificateRequester", By.Necessity, static _ => new CertificateRequester()),
        new("RbacEscalation", By.Necessity, static from => new RbacEscalation(from.Authorizer, from.Rbac)),

        // Last: what it counts must be what is stored.
        new("ResourceQuota", By.Default, static from => new ResourceQuotaAdmission(
            from.Objects, from.Kinds, from.Client, from.Time, from.Options.LimitedResources)),
        new("AlwaysDeny", By.Choice, static _ => new AlwaysDeny()),
    ];

    /// <summary>The names that options may give, in the order in which the plug-ins run.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Where(static entry => entry.By != By.Necessity).Select(static entry => entry.Name)];

    /// <summary>The names of those that run when nobody says anything.</summary>
    public static IReadOnlyList<string> Defaults { get; } = [.. All.Where(static entry => entry.By == By.Default).Select(static entry => entry.Name)];

    internal static AdmissionChain Create(AdmissionDependencies from)
    {
        var plugins = new List<IAdmissionPlugin>();
        foreach (var entry in All)
        {
            if (entry.Runs(from.Options))
            {
                plugins.Add(entry.Make(from));
            }
        }

        return new AdmissionChain(plugins, from.Metrics);
    }

    // Upstream's name for a plug-in about kinds that are not served, or features that nodes do not declare: known, and without work.
    private static Entry Idle(string name) => new(name, By.Default, _ => new IdlePlugin(name));

    private sealed record Entry(string Name, By By, Func<AdmissionDependencies, IAdmissionPlugin> Make)
    {
        public bool Runs(AdmissionOptions options) => By switch
        {
            By.Necessity => true,
            By.Default => !options.Disabled.Contains(Name),
            _ => options.Enabled.Contains(Name),
        };
    }
}
