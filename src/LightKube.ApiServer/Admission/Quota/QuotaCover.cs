using LightKube.Api.Core.V1;
using LightKube.Api.Quotas;

namespace LightKube.ApiServer.Admission.Quota;

/// <summary>Sees to it that what is limited by configuration is used only where a quota covers it.</summary>
internal sealed class QuotaCover(IReadOnlyList<LimitedResource> limited, TimeProvider time)
{
    /// <param name="request">The write.</param>
    /// <param name="quotas">Those of the namespace that are about the object.</param>
    /// <exception cref="Api.Errors.ApiException">Something of it is limited, and in no quota.</exception>
    public void Check(AdmissionRequest request, IReadOnlyList<ResourceQuota> quotas)
    {
        var concerned = limited.Where(one => one.Group == request.Kind.Group && one.Resource == request.Kind.Plural).ToList();
        if (concerned.Count == 0)
        {
            return;
        }

        var names = QuotaUsage.Of(request.Object!, time.GetUtcNow()).Keys
            .Where(name => concerned.Exists(one => one.Parts.Any(part => name.Contains(part, StringComparison.Ordinal))))
            .Where(name => !quotas.Any(quota => quota.Spec.Hard.ContainsKey(name)))
            .Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            throw request.Forbid($"insufficient quota to consume: {string.Join(",", names)}");
        }

        var scopes = concerned.SelectMany(static one => one.Scopes)
            .Where(scope => QuotaScope.Has(request.Object!, scope.Name, scope.Operator, scope.Values))
            .Where(scope => !quotas.Any(quota => Names(quota).Contains(scope.Name)))
            .ToList();
        if (scopes.Count > 0)
        {
            throw request.Forbid($"insufficient quota to match these scopes: [{string.Join(' ', scopes)}]");
        }
    }

    private static IEnumerable<string> Names(ResourceQuota quota) =>
        quota.Spec.Scopes.Concat(quota.Spec.ScopeSelector.MatchExpressions.Select(static selector => selector.ScopeName));
}
