using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission.Policies;

/// <summary>Both plug-ins over objects in memory, with an authorizer that allows <c>get</c> alone.</summary>
internal sealed class PolicyRig
{
    private readonly PolicyParts _parts;

    public PolicyRig()
    {
        var nothing = new ResourceCatalog([]);
        _parts = new PolicyParts(Objects, static () => BuiltIn.Kinds, new EquivalentResources(() => nothing), new ObjectReplacement(() => nothing), new GetOnly());
        Validating = new ValidatingPolicyAdmission(_parts);
        Mutating = new MutatingPolicyAdmission(_parts);
        Objects.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"web","labels":{"env":"test"}}}""");
    }

    public ObjectsInMemory Objects { get; } = new();

    public IAdmissionPlugin Validating { get; }

    public IAdmissionPlugin Mutating { get; }

    /// <summary>A validating policy about Deployments and ConfigMaps with that spec, and a binding with that one.</summary>
    public void Validate(string spec, string binding = "\"validationActions\":[\"Deny\"]", string name = "p") =>
        Put(_parts.Validating, "Validating", spec, binding, name);

    /// <summary>A mutating one.</summary>
    public void Mutate(string spec, string binding = "", string name = "p") => Put(_parts.Mutating, "Mutating", spec, binding, name);

    /// <summary>What becomes of an object on its way through plug-ins of the server's own and the mutating policies, in both rounds.</summary>
    public DocMap MutateByAll(string json, params IReadOnlyList<IAdmissionPlugin> own)
    {
        var document = ObjectsInMemory.Parse(json);
        var request = new AdmissionRequest
        {
            Verb = AdmissionVerb.Create, Kind = document.Schema, Namespace = document.Namespace, Name = document.Name, Object = document, User = new UserInfo("jane"),
        };
        new AdmissionChain([.. own, Mutating]).MutateAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return document.Root;
    }

    private static void Put<T>(PolicySet<T> set, string kind, string spec, string binding, string name)
        where T : AdmissionPolicy
    {
        const string Match = """
            "matchConstraints":{"resourceRules":[
              {"apiGroups":["apps"],"apiVersions":["v1"],"operations":["CREATE","UPDATE"],"resources":["deployments"]},
              {"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}]}
            """;
        var policy = Parsed($"{{\"apiVersion\":\"admissionregistration.k8s.io/v1\",\"kind\":\"{kind}AdmissionPolicy\",\"metadata\":{{\"name\":\"{name}\"}},\"spec\":{{{Match},{spec}}}}}");
        set.OnChanged(policy.Schema, null, policy);
        var comma = binding.Length > 0 ? "," : "";
        var bound = Parsed($"{{\"apiVersion\":\"admissionregistration.k8s.io/v1\",\"kind\":\"{kind}AdmissionPolicyBinding\",\"metadata\":{{\"name\":\"{name}-b\"}},\"spec\":{{\"policyName\":\"{name}\"{comma}{binding}}}}}");
        set.OnChanged(bound.Schema, null, bound);
    }

    private static Document Parsed(string json) => ObjectsInMemory.Parse(json).Freeze();

    private sealed class GetOnly : IAuthorizer
    {
        public AuthorizationResult Authorize(in AuthorizationAttributes attributes) =>
            attributes.Verb == "get" ? AuthorizationResult.Allow("reads are free") : AuthorizationResult.NoOpinion;
    }
}
