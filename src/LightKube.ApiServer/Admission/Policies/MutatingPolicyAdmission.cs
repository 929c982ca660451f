using LightKube.Api.AdmissionRegistration.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Changes objects by the MutatingAdmissionPolicies that are bound.</summary>
internal sealed class MutatingPolicyAdmission(PolicySet<MutatingPolicy> policies, PolicyMatcher matcher, PolicyParams parameters, IAuthorizer authorizer)
    : IAdmissionPlugin
{
    public string Name => "MutatingAdmissionPolicy";

    public static PolicySet<MutatingPolicy> NewSet() =>
        new(MutatingAdmissionPolicy.Schema, MutatingAdmissionPolicyBinding.Schema, static policy => new MutatingPolicy(policy));

    public bool Handles(AdmissionRequest request) =>
        policies.Current.Length > 0 && request.Object is not null && request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && !PolicyMatcher.IsExempt(request);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        // After webhooks changed the object, those see it again that want to.
        var asked = request.IsSecondRound ? Array.FindAll(policies.Current, static bound => bound.Policy.IsReinvoked) : policies.Current;
        new Run(request, matcher, parameters, authorizer).Mutate(asked);
        return ValueTask.CompletedTask;
    }

    /// <summary>One request's way through the policies.</summary>
    private sealed class Run(AdmissionRequest request, PolicyMatcher matcher, PolicyParams parameters, IAuthorizer authorizer)
    {
        private readonly Document? _namespace = matcher.NamespaceOf(request);
        private readonly IReadOnlyList<Api.Schemas.KindSchema> _others = matcher.OthersOf(request.Kind);
        private readonly List<string> _problems = [];

        /// <exception cref="ApiException">A policy that may not fail fails.</exception>
        public void Mutate(BoundPolicy<MutatingPolicy>[] policies)
        {
            var lastChange = -1;
            for (var i = 0; i < policies.Length; i++)
            {
                lastChange = Mutate(policies[i]) ? i : lastChange;
            }

            // Those that saw the object before its last change see it once more.
            for (var i = 0; i < lastChange; i++)
            {
                if (policies[i].Policy.IsReinvoked)
                {
                    Mutate(policies[i]);
                }
            }

            if (_problems.Count > 0)
            {
                throw Refused();
            }
        }

        private bool Mutate(BoundPolicy<MutatingPolicy> bound)
        {
            if (!bound.Policy.Match.Matches(request, _namespace, _others))
            {
                return false;
            }

            var changed = false;
            foreach (var binding in bound.Bindings)
            {
                if (binding.Match.Matches(request, _namespace, _others))
                {
                    changed |= Mutate(bound.Policy, binding);
                }
            }

            return changed;
        }

        private bool Mutate(MutatingPolicy policy, PolicyBinding binding)
        {
            var changed = false;
            try
            {
                foreach (var param in Params(policy, binding))
                {
                    if (policy.Mutate(request, InputOf, param) is { } next)
                    {
                        Replace(next);
                        changed = true;
                    }
                }
            }
            catch (PolicyConfigurationException e)
            {
                if (!policy.Ignores)
                {
                    _problems.Add($"policy '{policy.Name}' with binding '{binding.Name}' denied request: {e.Message}");
                }
            }

            return changed;
        }

        private IReadOnlyList<Document?> Params(MutatingPolicy policy, PolicyBinding binding)
        {
            try
            {
                return parameters.Find(policy, binding, request.Namespace);
            }
            catch (PolicyConfigurationException e)
            {
                throw new PolicyConfigurationException($"failed to configure binding: {e.Message}");
            }
        }

        // Expressions see the object as the mutations before have left it.
        private PolicyInput InputOf(DocMap current) => new(request, _namespace, authorizer, current);

        private void Replace(DocMap next)
        {
            var document = request.Object!;
            ObjectCompletion.Complete(new Document(document.Schema, next), FieldValidation.Ignore);
            document.Root.Clear();
            foreach (ref readonly var entry in next.Entries)
            {
                document.Root.Set(entry.Key, entry.Value);
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
