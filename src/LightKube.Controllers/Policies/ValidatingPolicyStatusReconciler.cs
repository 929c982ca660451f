using LightKube.Api.AdmissionRegistration.V1;
using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Kinds;

namespace LightKube.Controllers.Policies;

/// <summary>Tells the authors of ValidatingAdmissionPolicies what in their expressions does not fit the kinds that they are about.</summary>
internal sealed class ValidatingPolicyStatusReconciler(CachedClient client, IKindSource kinds) : IReconciler<ValidatingAdmissionPolicy>
{
    public string Name => "validatingadmissionpolicystatus";

    public Reads Reads => Reads.Own<ValidatingAdmissionPolicy>();

    public Writes Writes => Writes.Only<ValidatingAdmissionPolicy>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<ValidatingAdmissionPolicy>(key) is not { } found)
        {
            return Outcome.Done;
        }

        var root = found.ToValue().AsMap!;
        var generation = root.GetMap("metadata")?["generation"].AsInt ?? 0;
        if (root.GetMap("status")?["observedGeneration"].AsInt == generation)
        {
            return Outcome.Done;
        }

        var next = root.DeepClone();
        var status = next.GetOrAddMap("status");
        status.Set("observedGeneration", generation);
        status.Set("typeChecking", Check(root.GetMap("spec") ?? new DocMap()));
        await client.UpdateStatusAsync(ValidatingAdmissionPolicy.Over(next), cancel);
        return Outcome.Done;
    }

    private DocMap Check(DocMap spec)
    {
        var warnings = new DocList();
        foreach (var (field, text) in PolicyTypeCheck.Check(spec, Kinds(spec), ParamType(spec)))
        {
            var warning = new DocMap(2);
            warning.Set("fieldRef", field);
            warning.Set("warning", text);
            warnings.Add(warning);
        }

        var check = new DocMap(1);
        check.Set("expressionWarnings", warnings.Count > 0 ? warnings : default(Value));
        return check;
    }

    private List<(string Name, DeclType Type)> Kinds(DocMap spec)
    {
        var found = new List<(string Name, DeclType Type)>();
        foreach (var rule in Texts.MapsOf(spec.GetMap("matchConstraints")?.GetList("resourceRules")))
        {
            var (groups, versions, resources) = (Texts.Of(rule.GetList("apiGroups")), Texts.Of(rule.GetList("apiVersions")), Texts.Of(rule.GetList("resources")));
            foreach (var kind in kinds.Kinds)
            {
                if (found.Count < PolicyTypeCheck.MaxKinds && Array.IndexOf(groups, kind.Group) >= 0 && Array.IndexOf(versions, kind.Version) >= 0
                    && Array.IndexOf(resources, kind.Plural) >= 0 && !found.Exists(other => other.Name == kind.ToString()) && BuiltInTypes.From(kind.Type) is { } type)
                {
                    found.Add((kind.ToString(), type));
                }
            }
        }

        found.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    }

    private DeclType? ParamType(DocMap spec)
    {
        if (spec.GetMap("paramKind") is not { } param)
        {
            return null;
        }

        foreach (var kind in kinds.Kinds)
        {
            if (kind.Kind == param.GetString("kind") && kind.ApiVersion == param.GetString("apiVersion"))
            {
                return BuiltInTypes.From(kind.Type);
            }
        }

        return null;
    }
}
