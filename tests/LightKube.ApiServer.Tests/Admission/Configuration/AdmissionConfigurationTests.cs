using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Configuration;
using LightKube.ApiServer.Admission.Events;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Tests.Admission.Configuration;

[Parallelizable(ParallelScope.All)]
public sealed class AdmissionConfigurationTests
{
    private const string Start = "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n";

    private static AdmissionOptions Read(string plugins, string other = "") =>
        AdmissionConfiguration.Read("/etc/admission.yaml", path => path == "/etc/admission.yaml" ? Start + plugins : path == "/etc/other.yaml" ? other : throw new FileNotFoundException(path), new AdmissionOptions());

    [Test]
    public void Pod_security_has_defaults_and_exemptions()
    {
        var read = Read("""
            - name: PodSecurity
              configuration:
                apiVersion: pod-security.admission.config.k8s.io/v1
                kind: PodSecurityConfiguration
                defaults:
                  enforce: baseline
                  enforce-version: v1.30
                  warn: restricted
                exemptions:
                  usernames: [jane]
                  namespaces: [kube-system]
                  runtimeClasses: [kata]
            """).PodSecurity;

        Assert.That(read.Defaults.Describe(null), Is.Empty);
        Assert.That(
            (read.Defaults.Enforce.ToString(), read.Defaults.Audit.ToString(), read.Defaults.Warn.ToString()),
            Is.EqualTo(("baseline:v1.30", "privileged:latest", "restricted:latest")));
        Assert.That((read.ExemptUsers, read.ExemptNamespaces, read.ExemptRuntimeClasses), Is.EqualTo((new[] { "jane" }, new[] { "kube-system" }, new[] { "kata" })));
    }

    [Test]
    public void A_plug_ins_configuration_may_be_in_a_file_beside()
    {
        var read = Read("- name: EventRateLimit\n  path: other.yaml\n", """
            apiVersion: eventratelimit.admission.k8s.io/v1alpha1
            kind: Configuration
            limits:
            - {type: Namespace, qps: 50, burst: 100, cacheSize: 2000}
            - {type: Server, qps: 5000, burst: 20000}
            """);

        Assert.That(read.EventRateLimit!.Limits, Is.EqualTo(new[]
        {
            new EventLimit(EventLimitType.Namespace, 50, 100, 2000), new EventLimit(EventLimitType.Server, 5000, 20000, 4096),
        }));
    }

    [Test]
    public void Node_selectors_and_tolerations_are_read()
    {
        var read = Read("""
            - name: PodNodeSelector
              configuration: {podNodeSelectorPluginConfig: {clusterDefaultNodeSelector: "a=b", web: "c=d,e=f"}}
            - name: PodTolerationRestriction
              configuration:
                apiVersion: podtolerationrestriction.admission.k8s.io/v1alpha1
                kind: Configuration
                default: [{operator: Exists, key: k}]
            """);

        Assert.That(read.PodNodeSelector.Default, Is.EqualTo(new Dictionary<string, string> { ["a"] = "b" }));
        Assert.That(read.PodNodeSelector.Allowed["web"], Is.EqualTo(new Dictionary<string, string> { ["c"] = "d", ["e"] = "f" }));
        Assert.That((read.PodTolerations.Default.Single().Key, read.PodTolerations.Allowed.Count), Is.EqualTo(("k", 0)));
    }

    [Test]
    public void What_needs_a_quota_is_read()
    {
        var limit = Read("""
            - name: ResourceQuota
              configuration:
                apiVersion: apiserver.config.k8s.io/v1
                kind: ResourceQuotaConfiguration
                limitedResources:
                - resource: pods
                  matchContains: [cpu]
                  matchScopes: [{scopeName: PriorityClass, operator: In, values: [vip]}]
            """).LimitedResources.Single();

        Assert.That((limit.Group, limit.Resource, limit.Parts.Single(), limit.Scopes.Single().ToString()), Is.EqualTo(("", "pods", "cpu", "{PriorityClass In [vip]}")));
    }

    [TestCase("- name: Nothing", "/etc/admission.yaml: plugins[0].name: Invalid value: \"Nothing\": configurations are known for EventRateLimit, ")]
    [TestCase("- name: PodSecurity\n- name: PodSecurity", "/etc/admission.yaml: plugins[1].name: Invalid value: \"PodSecurity\": stands there twice")]
    [TestCase("- name: PodSecurity\n  file: x", "/etc/admission.yaml: unknown field \"plugins[0].file\"")]
    [TestCase("- name: PodSecurity\n  path: missing.yaml", "/etc/missing.yaml")]
    [TestCase("- name: PodSecurity\n  configuration: {kind: Pod}", "/etc/admission.yaml: plugins[0].configuration: expected kind PodSecurityConfiguration of apiVersion pod-security.admission.config.k8s.io/v1")]
    [TestCase("- name: PodSecurity\n  configuration: {apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, defaults: {enforce: strict}}", "/etc/admission.yaml: plugins[0].configuration.defaults.enforce: Invalid value: \"strict\": must be one of privileged, baseline, restricted")]
    [TestCase("- name: PodSecurity\n  configuration: {apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, exemptions: {namespaces: [a, a]}}", "/etc/admission.yaml: plugins[0].configuration.exemptions.namespaces[1]: Duplicate value: \"a\"")]
    [TestCase("- name: PodSecurity\n  configuration: {apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, exemptions: {usernames: ['']}}", "/etc/admission.yaml: plugins[0].configuration.exemptions.usernames[0]: Invalid value: \"\": username must not be empty")]
    [TestCase("- name: EventRateLimit\n  configuration: {apiVersion: eventratelimit.admission.k8s.io/v1alpha1, kind: Configuration, limits: [{type: Pod, qps: 1, burst: 1}]}", "/etc/admission.yaml: plugins[0].configuration.limits[0].type: Invalid value: \"Pod\": must be one of Server, Namespace, User, SourceAndObject")]
    [TestCase("- name: EventRateLimit\n  configuration: {apiVersion: eventratelimit.admission.k8s.io/v1alpha1, kind: Configuration, limits: [{type: User, burst: 1}]}", "/etc/admission.yaml: plugins[0].configuration.limits[0].qps: Invalid value: \"0\": must be positive")]
    [TestCase("- name: PodNodeSelector\n  configuration: {podNodeSelectorPluginConfig: {web: 'a in b'}}", "/etc/admission.yaml: plugins[0].configuration.podNodeSelectorPluginConfig.web: Invalid value: \"a in b\": must be labels such as a=b,c=d")]
    public void What_is_wrong_is_told_with_its_place(string plugins, string problem) =>
        Assert.That(() => Read(plugins), Throws.TypeOf<ConfigurationException>().With.Message.Contains(problem));
}
