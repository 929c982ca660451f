using LightKube.Api.AdmissionRegistration.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Judges writes by the ValidatingAdmissionPolicies that are bound.</summary>
internal sealed class ValidatingPolicyAdmission(PolicyParts parts) : IAdmissionPlugin
{
    /// <summary>The longest note for the audit log, in characters.</summary>
    private const int MaxNote = 10 * 1024;

    /// <summary>Failures that are noted for the audit log; Kubernetes' number.</summary>
    private const int MaxFailures = 50;

    public string Name => "ValidatingAdmissionPolicy";

    public static PolicySet<ValidatingPolicy> NewSet() =>
        new(ValidatingAdmissionPolicy.Schema, ValidatingAdmissionPolicyBinding.Schema, static policy => new ValidatingPolicy(policy));

    public bool Handles(AdmissionRequest request) => parts.Validating.Current.Length > 0 && !PolicyMatcher.IsExempt(request);

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var run = new Run(request, parts);
        foreach (var bound in parts.Validating.Current)
        {
            await run.JudgeAsync(bound, cancel).ConfigureAwait(false);
        }

        run.Finish();
    }

    /// <summary>One request's way through the policies.</summary>
    private sealed class Run(AdmissionRequest request, PolicyParts parts)
    {
        private readonly PolicySubject _subject = parts.Matcher.SubjectOf(request);
        private readonly DocList _failures = new();

        // One for each version in which policies name the resource, made when the first one does.
        private readonly List<(ServedResource? As, PolicyInput Input)> _inputs = [];
        private (string Message, string Reason)? _denied;

        public async ValueTask JudgeAsync(BoundPolicy<ValidatingPolicy> bound, CancellationToken cancel)
        {
            if (!bound.Policy.Match.Matches(_subject, out var other))
            {
                return;
            }

            if (parts.Params.ProblemOf(bound.Policy) is { } problem)
            {
                if (!bound.Policy.Ignores)
                {
                    _denied ??= ($"ValidatingAdmissionPolicy '{bound.Policy.Name}' denied request: {problem}", "");
                }

                return;
            }

            var notes = new List<PolicyNote>();
            var input = await InputAsync(other, cancel).ConfigureAwait(false);
            foreach (var binding in bound.Bindings)
            {
                if (binding.Match.Matches(_subject, out _))
                {
                    Judge(bound.Policy, binding, input, notes);
                }
            }

            Publish(bound.Policy, notes);
        }

        /// <exception cref="Api.Errors.ApiException">A policy denies the request; the first one's message is told.</exception>
        public void Finish()
        {
            if (_failures.Count > 0)
            {
                request.Annotate("validation.policy.admission.k8s.io/validation_failure", _failures.ToString());
            }

            if (_denied is var (message, reason))
            {
                throw PolicyDenial.Of(request, message, reason);
            }
        }

        private async ValueTask<PolicyInput> InputAsync(ServedResource? other, CancellationToken cancel)
        {
            var at = _inputs.FindIndex(one => ReferenceEquals(one.As, other));
            if (at >= 0)
            {
                return _inputs[at].Input;
            }

            var view = await parts.Equivalents.ViewAsync(request, other, cancel).ConfigureAwait(false);
            var input = new PolicyInput(view, _subject.Namespace, parts.Authorizer);
            _inputs.Add((other, input));
            return input;
        }

        private void Judge(ValidatingPolicy policy, PolicyBinding binding, PolicyInput input, List<PolicyNote> notes)
        {
            IReadOnlyList<Document?> found;
            try
            {
                found = parts.Params.Find(policy, binding, request.Namespace);
            }
            catch (PolicyConfigurationException e)
            {
                if (!policy.Ignores)
                {
                    Deny(policy, binding, $"failed to configure binding: {e.Message}", "");
                }

                return;
            }

            foreach (var param in found)
            {
                var errors = new List<string>();
                foreach (var finding in policy.Judge(input, param, notes, errors))
                {
                    Act(policy, binding, finding);
                }

                foreach (var error in errors)
                {
                    Deny(policy, binding, error, "");
                }
            }
        }

        private void Act(ValidatingPolicy policy, PolicyBinding binding, PolicyFinding finding)
        {
            if (binding.Denies)
            {
                Deny(policy, binding, finding.Message, finding.Reason);
            }

            if (binding.Warns)
            {
                request.Warnings.Add($"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {finding.Message}");
            }

            if (binding.Audits && _failures.Count < MaxFailures)
            {
                var failure = new DocMap(5);
                failure.Set("message", finding.Message);
                failure.Set("policy", policy.Name);
                failure.Set("binding", binding.Name);
                failure.Set("expressionIndex", Math.Max(0, finding.Index));
                failure.Set("validationActions", binding.Actions);
                _failures.Add(failure);
            }
        }

        private void Deny(ValidatingPolicy policy, PolicyBinding binding, string message, string reason) =>
            _denied ??= ($"ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}' denied request: {message}", reason);

        // What several bindings note under one key is joined.
        private void Publish(ValidatingPolicy policy, List<PolicyNote> notes)
        {
            for (var i = 0; i < notes.Count; i++)
            {
                var key = notes[i].Key;
                if (notes.FindIndex(note => note.Key == key) == i)
                {
                    var texts = notes.FindAll(note => note.Key == key).ConvertAll(static note => note.Text.Length > MaxNote ? note.Text[..MaxNote] : note.Text);
                    request.Annotate($"{policy.Name}/{key}", string.Join(", ", new HashSet<string>(texts)));
                }
            }
        }
    }
}
