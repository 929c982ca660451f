using LightKube.ApiServer.Admission;

namespace LightKube.ApiServer.Tests.Admission;

public sealed class AdmissionPluginsTests
{
    [Test]
    public void What_runs_by_default_is_what_runs_upstream_and_node_restriction() => Assert.That(AdmissionPlugins.Defaults, Is.EqualTo(new[]
    {
        "NamespaceLifecycle", "LimitRanger", "ServiceAccount", "NodeRestriction", "TaintNodesByCondition", "PodSecurity", "Priority",
        "DefaultTolerationSeconds", "DefaultStorageClass", "StorageObjectInUseProtection", "PodGroupProtection", "PersistentVolumeClaimResize",
        "RuntimeClass", "CertificateApproval", "CertificateSigning", "ClusterTrustBundleAttest", "CertificateSubjectRestriction",
        "DefaultIngressClass", "PodTopologyLabels", "PodGroupWorkloadExists", "NodeDeclaredFeatureValidator", "JobValidation", "PodResizeValidator", "MutatingAdmissionPolicy", "MutatingAdmissionWebhook",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook", "ResourceQuota",
    }));

    [Test]
    public void Necessary_rules_cannot_be_named() => Assert.That(AdmissionPlugins.Names, Has.None.AnyOf("CertificateRequester", "RbacEscalation"));
}
