using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Patches;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>A MutatingAdmissionPolicy, compiled.</summary>
internal sealed class MutatingPolicy : AdmissionPolicy
{
    private readonly (PolicyExpression Expression, bool IsJsonPatch)[] _mutations;

    public MutatingPolicy(Document policy)
        : base(policy, mutates: true)
    {
        IsReinvoked = Spec.GetString("reinvocationPolicy") == "IfNeeded";
        var result = DeclType.FreeObject("Object").Type;
        _mutations = Array.ConvertAll(Texts.MapsOf(Spec.GetList("mutations")), mutation => mutation.GetString("patchType") == "JSONPatch"
            ? (PolicyExpression.Compile(mutation.GetMap("jsonPatch") ?? new DocMap(), "expression", Environment, CelType.List(JsonPatchLibrary.PatchType.Type)), true)
            : (PolicyExpression.Compile(mutation.GetMap("applyConfiguration") ?? new DocMap(), "expression", Environment, result), false));
    }

    /// <summary>It runs again when the object changes after it.</summary>
    public bool IsReinvoked { get; }

    public override IEnumerable<(FieldPath Path, PolicyExpression Expression)> Expressions()
    {
        foreach (var item in base.Expressions())
        {
            yield return item;
        }

        for (var i = 0; i < _mutations.Length; i++)
        {
            yield return (FieldPath.Spec.Child("mutations", i).Child(_mutations[i].IsJsonPatch ? "jsonPatch" : "applyConfiguration").Child("expression"), _mutations[i].Expression);
        }
    }

    /// <summary>The object as this policy wants it.</summary>
    /// <param name="shown">The object in the version that the policy named; not changed.</param>
    /// <param name="type">Of the object.</param>
    /// <param name="input">Makes what expressions see of the object as it is by now.</param>
    /// <param name="param">Null for none.</param>
    /// <param name="problems">Gets what fails: conditions, and mutations, each of which is left out.</param>
    /// <returns>A new tree, or null when the policy is not about this request or changes nothing.</returns>
    public DocMap? Mutate(DocMap shown, TypeSchema type, Func<DocMap, PolicyInput> input, Document? param, List<string> problems)
    {
        var given = param is null ? CelValue.Null : param.Root;
        var current = shown;
        if (!MeetsConditions(input(current), given, out var problem))
        {
            if (problem.Length > 0)
            {
                problems.Add(problem);
            }

            return null;
        }

        foreach (var (expression, isJsonPatch) in _mutations)
        {
            var value = Begin(input(current), given).Evaluate(expression);
            try
            {
                current = value.AsError is { } error ? throw new PolicyConfigurationException(error.Message)
                    : isJsonPatch ? JsonPatched(current, value)
                    : ApplyConfiguration.Merge(current, PatchOf(value), type);
            }
            catch (PolicyConfigurationException e)
            {
                problems.Add(e.Message);
            }
        }

        return current.ContentEquals(shown) ? null : current;
    }

    private static DocMap JsonPatched(DocMap current, CelValue operations)
    {
        try
        {
            return JsonPatch.Apply(current, CelDocuments.ToDocument(operations));
        }
        catch (PatchException e)
        {
            throw new PolicyConfigurationException($"JSON Patch: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            throw new PolicyConfigurationException($"JSONPath valueExpression evaluated to a type that could not marshal to JSON: {e.Message}");
        }
    }

    private static DocMap PatchOf(CelValue value)
    {
        CheckTypeNames(value, "Object");
        try
        {
            return CelDocuments.ToDocument(value).AsMap!;
        }
        catch (InvalidOperationException e)
        {
            throw new PolicyConfigurationException(e.Message);
        }
    }

    // An object under spec is called Object.spec; another name is a mistake.
    private static void CheckTypeNames(CelValue value, string path)
    {
        if (value.AsObject is not { } map)
        {
            return;
        }

        if (map.ObjectType!.Name != path)
        {
            throw new PolicyConfigurationException($"type mismatch: unexpected type name \"{map.ObjectType.Name}\", expected \"{path}\", which matches field name path from root Object type");
        }

        for (var i = 0; i < map.Count; i++)
        {
            var key = map.KeyAt(i);
            CheckTypeNames(map.Find(key), $"{path}.{key}");
        }
    }
}
