using LightKube.Api.Schemas;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>What the plug-ins that go by policies share.</summary>
internal sealed class PolicyParts(IObjectReader objects, Func<IEnumerable<KindSchema>> kinds)
{
    public PolicySet<MutatingPolicy> Mutating { get; } = MutatingPolicyAdmission.NewSet();

    public PolicySet<ValidatingPolicy> Validating { get; } = ValidatingPolicyAdmission.NewSet();

    public PolicyMatcher Matcher { get; } = new(objects, kinds);

    public PolicyParams Params { get; } = new(objects, kinds);
}
