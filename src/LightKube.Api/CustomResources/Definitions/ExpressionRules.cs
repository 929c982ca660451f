using System.Globalization;
using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.CustomResources.Rules;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>The rules in a definition's schema: they compile, compare only with what can be found again, and cannot cost too much.</summary>
internal sealed class ExpressionRules(FieldErrors errors)
{
    /// <summary>The rules that are named when all together cost too much.</summary>
    private const int MostExpensive = 4;

    /// <summary>What an object can be at most, by which it is told how often something can be in it.</summary>
    private const ulong MaxRequestBytes = 3 * 1024 * 1024;

    private readonly List<(FieldPath Path, ulong Cost)> _costs = [];
    private ulong _total;

    /// <param name="Cardinality">How often the node can be in an object; null when nothing limits it.</param>
    /// <param name="Uncorrelatable">The nearest list above whose items cannot be found again; null when there is none.</param>
    private readonly record struct Place(ulong? Cardinality, FieldPath? Uncorrelatable);

    public static void Check(DocMap schema, FieldPath path, FieldErrors errors)
    {
        var rules = new ExpressionRules(errors);
        rules.Node(schema, path, isRoot: true, new Place(1, null));
        if (rules._total > CelLimits.StaticPerCustomResource)
        {
            foreach (var (at, _) in rules._costs.OrderByDescending(static rule => rule.Cost).Take(MostExpensive))
            {
                errors.Forbidden(at, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
            }

            errors.Forbidden(path, TooCostly("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", rules._total, CelLimits.StaticPerCustomResource));
        }
    }

    private void Node(DocMap schema, FieldPath path, bool isRoot, Place place)
    {
        if (schema.GetList("x-kubernetes-validations") is { Count: > 0 })
        {
            Rules(schema, path, isRoot, place);
        }

        var cardinality = Below(schema, place.Cardinality);
        foreach (ref readonly var property in (schema.GetMap("properties") ?? new DocMap()).Entries)
        {
            if (property.Value.AsMap is { } below)
            {
                Node(below, path.Child("properties").Key(property.Key), false, place with { Cardinality = cardinality });
            }
        }

        if (schema.GetMap("additionalProperties") is { } rest)
        {
            Node(rest, path.Child("additionalProperties"), false, place with { Cardinality = cardinality });
        }

        if (schema.GetMap("items") is { } items)
        {
            var lost = schema.GetString("x-kubernetes-list-type") == "map" ? place.Uncorrelatable : place.Uncorrelatable ?? path;
            Node(items, path.Child("items"), false, new Place(cardinality, lost));
        }
    }

    private void Rules(DocMap schema, FieldPath path, bool isRoot, Place place)
    {
        var list = path.Child("x-kubernetes-validations");
        if (OpenApiTypes.From(schema, isRoot || schema["x-kubernetes-embedded-resource"].AsBool == true) is not { } type)
        {
            errors.Add("InternalError", "Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations", list.ToString());
            return;
        }

        var node = SchemaCompiler.Compile(schema);
        var times = place.Cardinality ?? MaxRequestBytes / ((ulong)type.MinSerializedSize + 1);
        for (var i = 0; i < node.Rules.Count; i++)
        {
            var shown = schema.GetList("x-kubernetes-validations")![i];
            Rule(CompiledRule.Compile(node.Rules[i], type, node), shown, times, list.Index(i), place);
        }
    }

    private void Rule(CompiledRule rule, Value shown, ulong times, FieldPath path, Place place)
    {
        if (rule.Problem is { } problem)
        {
            errors.Invalid(path.Child("rule"), shown, problem);
            return;
        }

        if (rule.Program is null)
        {
            return;
        }

        Cost(Times(rule.Program.EstimateCost(), times), "estimated rule cost", path.Child("rule"));
        if (rule.MessageProblem is { } messageProblem)
        {
            errors.Invalid(path.Child("messageExpression"), shown, messageProblem);
        }
        else if (rule.Message is { } message)
        {
            Cost(message.EstimateCost(), "estimated messageExpression cost", path.Child("messageExpression"));
        }

        if (rule.UsesOldSelf && place.Uncorrelatable is { } lost)
        {
            errors.Invalid(path.Child("rule"), rule.Source.Rule, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {lost}");
        }
        else if (!rule.UsesOldSelf && rule.Source.OptionalOldSelf is { } optional)
        {
            errors.Invalid(path.Child("optionalOldSelf"), optional, "may not be set if oldSelf is not used in rule");
        }
    }

    private void Cost(ulong cost, string what, FieldPath path)
    {
        if (cost > CelLimits.StaticPerExpression)
        {
            errors.Forbidden(path, TooCostly(what, cost, CelLimits.StaticPerExpression));
        }

        _total = ulong.MaxValue - _total < cost ? ulong.MaxValue : _total + cost;
        if (cost >= CelLimits.StaticPerCustomResource / 100)
        {
            _costs.Add((path, cost));
        }
    }

    private static ulong? Below(DocMap schema, ulong? cardinality)
    {
        ulong? most = schema.GetString("type") switch
        {
            "object" when schema.Contains("additionalProperties") => Limit(schema["maxProperties"]),
            "array" => Limit(schema["maxItems"]),
            _ => 1,
        };
        return cardinality is null || most is null ? null : Times(cardinality.Value, most.Value);
    }

    private static ulong? Limit(Value value) => value.AsInt is { } limit ? (ulong)Math.Max(0, limit) : null;

    private static ulong Times(ulong cost, ulong times) => cost != 0 && ulong.MaxValue / cost < times ? ulong.MaxValue : cost * times;

    private static string TooCostly(string what, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var text = factor > 100 ? "more than 100x"
            : factor < 1.5 ? factor.ToString("F6", CultureInfo.InvariantCulture) + "x"
            : factor.ToString("F1", CultureInfo.InvariantCulture) + "x";
        return $"{what} exceeds budget by factor of {text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
