using LightKube.Foundation.Configuration;

namespace LightKube.Configuration;

/// <summary>The part of the server's options that says what stands in the way of writes. Names and meanings are kube-apiserver's.</summary>
internal static class AdmissionOptionTable
{
    internal static readonly Option<IReadOnlyList<string>> Enable = Options.List(
        "enable-admission-plugins", "Admission plug-ins that run beside those that do by default.", "AlwaysPullImages,PodNodeSelector", "NAME,…");

    internal static readonly Option<IReadOnlyList<string>> Disable = Options.List(
        "disable-admission-plugins", "Admission plug-ins that do not run, though they do by default.", "DefaultStorageClass", "NAME,…");

    internal static readonly Option<string> File = Options.Text(
        "admission-control-config-file", "", "File with an AdmissionConfiguration: what admission plug-ins are told.", "/etc/lightkube/admission.yaml", "FILE");

    /// <summary>In the order in which help lists them.</summary>
    internal static readonly IReadOnlyList<Option> All = [Enable, Disable, File];
}
