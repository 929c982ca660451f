using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>What the plug-ins that go by policies share.</summary>
/// <param name="objects">Where namespaces and params are looked up.</param>
/// <param name="kinds">All kinds that are served, at the moment of asking.</param>
/// <param name="equivalents">The same resources in other versions.</param>
/// <param name="replacement">Takes over what mutations make.</param>
/// <param name="authorizer">Whom expressions may ask.</param>
internal sealed class PolicyParts(
    IObjectReader objects, Func<IEnumerable<KindSchema>> kinds, EquivalentResources equivalents, ObjectReplacement replacement, IAuthorizer authorizer)
{
    /// <summary>To be fed with all policies and bindings.</summary>
    public PolicySet<MutatingPolicy> Mutating { get; } = MutatingPolicyAdmission.NewSet();

    /// <inheritdoc cref="Mutating"/>
    public PolicySet<ValidatingPolicy> Validating { get; } = ValidatingPolicyAdmission.NewSet();

    public PolicyMatcher Matcher { get; } = new(objects, equivalents);

    public PolicyParams Params { get; } = new(objects, kinds);

    public EquivalentResources Equivalents => equivalents;

    public ObjectReplacement Replacement => replacement;

    public IAuthorizer Authorizer => authorizer;
}
