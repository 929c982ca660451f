using LightKube.Api.AdmissionRegistration.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Changes objects by the MutatingAdmissionPolicies that are bound.</summary>
internal sealed class MutatingPolicyAdmission(PolicyParts parts) : IAdmissionPlugin
{
    public string Name => "MutatingAdmissionPolicy";

    public static PolicySet<MutatingPolicy> NewSet() =>
        new(MutatingAdmissionPolicy.Schema, MutatingAdmissionPolicyBinding.Schema, static policy => new MutatingPolicy(policy));

    public bool Handles(AdmissionRequest request) =>
        parts.Mutating.Current.Length > 0 && request.Object is not null && request.Verb is AdmissionVerb.Create or AdmissionVerb.Update
        && !PolicyMatcher.IsExempt(request);

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var recalls = request.Reinvocation.Policies;
        recalls.Begin(request.Object);
        await new Run(request, parts).MutateAsync(cancel).ConfigureAwait(false);
        recalls.End(request.Object);
    }

    /// <summary>One request's way through the policies.</summary>
    private sealed class Run(AdmissionRequest request, PolicyParts parts)
    {
        private readonly PolicySubject _subject = parts.Matcher.SubjectOf(request);
        private readonly List<string> _problems = [];

        /// <exception cref="ApiException">A policy that may not fail fails.</exception>
        public async ValueTask MutateAsync(CancellationToken cancel)
        {
            foreach (var bound in parts.Mutating.Current)
            {
                if (!bound.Policy.Match.Matches(_subject, out var other))
                {
                    continue;
                }

                if (parts.Params.ProblemOf(bound.Policy) is { } problem)
                {
                    Note(bound.Policy, $"policy \"{bound.Policy.Name}\" denied request: {problem}");
                    continue;
                }

                foreach (var binding in bound.Bindings)
                {
                    if (binding.Match.Matches(_subject, out _))
                    {
                        await MutateAsync(bound.Policy, binding, other, cancel).ConfigureAwait(false);
                    }
                }
            }

            if (_problems.Count > 0)
            {
                throw Refused();
            }
        }

        private async ValueTask MutateAsync(MutatingPolicy policy, PolicyBinding binding, ServedResource? other, CancellationToken cancel)
        {
            try
            {
                foreach (var param in Params(policy, binding))
                {
                    await MutateAsync(policy, binding, param, other, cancel).ConfigureAwait(false);
                }
            }
            catch (PolicyConfigurationException e)
            {
                Note(policy, binding, e.Message);
            }
        }

        private void Note(MutatingPolicy policy, PolicyBinding binding, string problem) =>
            Note(policy, $"policy '{policy.Name}' with binding '{binding.Name}' denied request: {problem}");

        private void Note(MutatingPolicy policy, string problem)
        {
            if (!policy.Ignores)
            {
                _problems.Add(problem);
            }
        }

        private async ValueTask MutateAsync(MutatingPolicy policy, PolicyBinding binding, Document? param, ServedResource? other, CancellationToken cancel)
        {
            var reinvocation = request.Reinvocation;
            var id = $"{policy.Name}/{binding.Name}/{param?.Uid}";
            if (reinvocation.IsSecondRound && !reinvocation.Policies.IsRequired(id))
            {
                return;
            }

            var view = await parts.Equivalents.ViewAsync(request, other, cancel).ConfigureAwait(false);
            var problems = new List<string>();
            var made = policy.Mutate(view.Object!, view.Kind.Type, InputOf, param, problems);
            problems.ForEach(problem => Note(policy, binding, problem));
            if (made is { } next && await ReplaceAsync(next, other, cancel).ConfigureAwait(false))
            {
                reinvocation.NoteChanged(reinvocation.Policies);
            }

            if (policy.IsReinvoked)
            {
                reinvocation.Policies.NoteAsked(id);
            }

            // Expressions see the object as the mutations before have left it.
            PolicyInput InputOf(DocMap current) => new(view with { Object = current }, _subject.Namespace, parts.Authorizer);
        }

        private IReadOnlyList<Document?> Params(MutatingPolicy policy, PolicyBinding binding)
        {
            try
            {
                return parts.Params.Find(policy, binding, request.Namespace);
            }
            catch (PolicyConfigurationException e)
            {
                throw new PolicyConfigurationException($"failed to configure binding: {e.Message}");
            }
        }

        private async ValueTask<bool> ReplaceAsync(DocMap next, ServedResource? other, CancellationToken cancel)
        {
            if (other is not null)
            {
                next = await parts.Equivalents.ConvertBackAsync(next, request.Object!, other, cancel).ConfigureAwait(false);
            }

            try
            {
                return parts.Replacement.Replace(request, next);
            }
            catch (ApiException e)
            {
                throw new PolicyConfigurationException($"error applying patch: {e.Message}");
            }
        }

        private ApiException Refused()
        {
            var forbidden = request.Forbid("admission request denied by policy");
            return new ApiException(403, StatusReason.Invalid, _problems[0])
            {
                Name = forbidden.Name,
                Group = forbidden.Group,
                Kind = forbidden.Kind,
                Causes = [.. _problems.Select(static problem => new StatusCause("", problem, ""))],
            };
        }
    }
}
