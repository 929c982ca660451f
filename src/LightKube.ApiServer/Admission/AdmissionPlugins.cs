using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Admission.Quota;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Objects;
using LightKube.Client;

namespace LightKube.ApiServer.Admission;

/// <summary>What plugins need.</summary>
public sealed record AdmissionDependencies
{
    public required IObjectReader Objects { get; init; }

    /// <summary>With the rights of the server itself, for the usage of quotas; asked for when it is needed, as it writes through admission in turn.</summary>
    public required Func<IClient> Client { get; init; }

    /// <summary>All kinds that are served, asked for at each use: custom ones come and go.</summary>
    public required Func<IEnumerable<KindSchema>> Kinds { get; init; }

    /// <summary>The admission policies that are in force; none when nothing is said.</summary>
    internal PolicyParts? Policies { get; init; }

    public required IAuthorizer Authorizer { get; init; }

    public required RbacAuthorizer Rbac { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }
}

/// <summary>The plugins in the order in which a write passes them, which is upstream's.</summary>
public static class AdmissionPlugins
{
    /// <param name="from">What they need.</param>
    /// <param name="disabled">Names to leave out, as <c>--disable-admission-plugins</c> gives them.</param>
    /// <exception cref="ArgumentException">There is no plugin of that name.</exception>
    public static AdmissionChain Create(AdmissionDependencies from, IReadOnlyCollection<string> disabled)
    {
        var policies = from.Policies ?? new PolicyParts(from.Objects, from.Kinds);
        IAdmissionPlugin[] all =
        [
            new NamespaceLifecycle(from.Objects),
            new LimitRanger(from.Objects),
            new ServiceAccountAdmission(from.Objects, from.Time, from.Random),
            new NodeRestriction(from.Objects),
            new TaintNodesByCondition(),
            new PodSecurityAdmission(from.Objects),
            new Priority(from.Objects),
            new DefaultTolerationSeconds(),
            new StorageObjectInUseProtection(),
            new PersistentVolumeClaimResize(from.Objects),
            new RuntimeClassAdmission(from.Objects),
            new CertificateRequester(),
            new CertificateApproval(from.Authorizer),
            new CertificateSigning(from.Authorizer),
            new CertificateSubjectRestriction(),
            new DefaultIngressClass(from.Objects),
            new DefaultStorageClass(from.Objects),
            new RbacEscalation(from.Authorizer, from.Rbac),

            new MutatingPolicyAdmission(policies.Mutating, policies.Matcher, policies.Params, from.Authorizer),
            new ValidatingPolicyAdmission(policies.Validating, policies.Matcher, policies.Params, from.Authorizer),

            // Last: what it counts must be what is stored.
            new ResourceQuotaAdmission(from.Objects, from.Kinds, from.Client, from.Time),
        ];
        foreach (var name in disabled)
        {
            if (all.All(plugin => plugin.Name != name))
            {
                throw new ArgumentException($"there is no admission plugin '{name}'; there are {string.Join(", ", all.Select(plugin => plugin.Name))}", nameof(disabled));
            }
        }

        return new AdmissionChain([.. all.Where(plugin => !disabled.Contains(plugin.Name))]);
    }
}
