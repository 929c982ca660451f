using LightKube.Api.Core.V1;
using LightKube.ApiServer.Metrics;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>How often pods were judged by the Pod Security Standards, under kube-apiserver's names.</summary>
internal sealed class PodSecurityCounts
{
    /// <summary>Series of one metric: more than there are combinations.</summary>
    private const int MaxSeries = 4096;

    private readonly record struct Subject(string Operation, string Resource, string Subresource);

    private readonly LabelledCounts<(Subject Of, bool Denied, SecurityStandard Standard, string Mode)> _evaluations = new(MaxSeries);
    private readonly LabelledCounts<Subject> _exemptions = new(MaxSeries);
    private readonly LabelledCounts<Subject> _errors = new(MaxSeries);

    /// <param name="request">What was judged.</param>
    /// <param name="standard">By what.</param>
    /// <param name="mode">enforce, audit or warn.</param>
    /// <param name="denied">It does not conform.</param>
    public void Evaluated(AdmissionRequest request, SecurityStandard standard, string mode, bool denied) =>
        _evaluations.Add((SubjectOf(request), denied, standard, mode));

    public void Exempted(AdmissionRequest request) => _exemptions.Add(SubjectOf(request));

    /// <summary>A policy could not be read, and the strictest one stood in for it.</summary>
    public void Failed(AdmissionRequest request) => _errors.Add(SubjectOf(request));

    public void Write(MetricText text)
    {
        text.Begin("pod_security_evaluations_total", "counter", "Judgements by the Pod Security Standards.");
        foreach (var ((subject, denied, standard, mode), count) in _evaluations.All)
        {
            // level:version
            var words = standard.ToString().Split(':', 2);
            text.Sample(
                "pod_security_evaluations_total", count,
                [("decision", denied ? "deny" : "allow"), ("policy_level", words[0]), ("policy_version", words[^1]), ("mode", mode), .. Labels(subject)]);
        }

        text.Begin("pod_security_exemptions_total", "counter", "Requests that are exempt from the Pod Security Standards.");
        foreach (var (subject, count) in _exemptions.All)
        {
            text.Sample("pod_security_exemptions_total", count, Labels(subject));
        }

        text.Begin("pod_security_errors_total", "counter", "Requests that could not be judged as usual.");
        foreach (var (subject, count) in _errors.All)
        {
            text.Sample("pod_security_errors_total", count, [("fatal", "false"), .. Labels(subject)]);
        }
    }

    private static Subject SubjectOf(AdmissionRequest request) => new(
        request.Verb == AdmissionVerb.Create ? "create" : "update", ReferenceEquals(request.Kind, Pod.Schema) ? "pod" : "controller", request.Subresource);

    private static (string, string)[] Labels(Subject subject) =>
        [("request_operation", subject.Operation), ("resource", subject.Resource), ("subresource", subject.Subresource)];
}
