using LightKube.Api.Cel;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;

namespace LightKube.Api.CustomResources.Rules;

/// <summary>
/// Evaluates the rules of one object, within one budget. A rule that compares with nothing passes when what it is about has not changed;
/// a transition rule is evaluated only where there is a value before.
/// </summary>
public sealed class RuleEvaluation
{
    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

    private readonly FieldErrors _errors;
    private long _budget = CelLimits.Budget;

    /// <param name="Old">The value before at the same place; absent when it cannot be told.</param>
    /// <param name="Parent">The nearest value above whose state before is known.</param>
    /// <param name="OldParent">That state; absent on a creation.</param>
    private readonly record struct Before(Value Old, Value Parent, Value OldParent);

    private RuleEvaluation(FieldErrors errors) => _errors = errors;

    /// <param name="root">The rules.</param>
    /// <param name="value">The object, or a part of one.</param>
    /// <param name="old">The same before; absent on a creation.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="path">Where the value stands; null for a whole object.</param>
    public static void Check(RuleNode root, Value value, Value old, FieldErrors errors, FieldPath? path = null) =>
        new RuleEvaluation(errors).Visit(root, value, new Before(old, default, default), path);

    // False when the budget is used up.
    private bool Visit(RuleNode node, Value value, Before before, FieldPath? path)
    {
        if (value.IsAbsentOrNull)
        {
            return true;
        }

        foreach (var rule in node.Rules)
        {
            if (!Evaluate(node, rule, value, before, path))
            {
                return false;
            }
        }

        return value.AsMap is { } map ? VisitFields(node, map, before, path) : value.AsList is not { } list || VisitItems(node, list, before, path);
    }

    private bool VisitFields(RuleNode node, DocMap map, Before before, FieldPath? path)
    {
        foreach (ref readonly var entry in map.Entries)
        {
            var named = node.Properties?.GetValueOrDefault(entry.Key);
            if ((named ?? node.Additional) is not { } below)
            {
                continue;
            }

            var at = path is null ? FieldPath.Of(entry.Key) : named is not null ? path.Child(entry.Key) : path.Key(entry.Key);
            if (!Visit(below, entry.Value, Below(before, map, before.Old.AsMap?[entry.Key] ?? default), at))
            {
                return false;
            }
        }

        return true;
    }

    private bool VisitItems(RuleNode node, DocList list, Before before, FieldPath? path)
    {
        for (var i = 0; node.Items is not null && i < list.Count; i++)
        {
            if (!Visit(node.Items, list[i], Below(before, list, SameItem(node.Keys, list[i], before.Old.AsList)), path!.Index(i)))
            {
                return false;
            }
        }

        return true;
    }

    private static Before Below(Before before, Value parent, Value old) =>
        before.Old.IsAbsent ? before with { Old = default } : new Before(old, parent, before.Old);

    private static Value SameItem(IReadOnlyList<string>? keys, Value item, DocList? old)
    {
        if (keys is null || old is null || item.AsMap is not { } wanted)
        {
            return default;
        }

        foreach (ref readonly var candidate in old.Items)
        {
            if (candidate.AsMap is { } map && keys.All(key => map[key] == wanted[key]))
            {
                return candidate;
            }
        }

        return default;
    }

    private bool Evaluate(RuleNode node, CompiledRule rule, Value value, Before before, FieldPath? path)
    {
        if (rule.Problem is { } problem)
        {
            Invalid(path, node.SchemaType, $"rule compile error: {problem}");
            return true;
        }

        if (rule.Program is null || (rule.UsesOldSelf && before.Old.IsAbsentOrNull && !rule.HasOptionalOldSelf))
        {
            return true;
        }

        if (_budget <= 0)
        {
            Invalid(path, node.SchemaType, OutOfBudget);
            return false;
        }

        var activation = rule.Activate(value, before.Old, node.Type!);
        var result = rule.Program.Evaluate(activation, ref _budget);
        if (result.AsError is { } error)
        {
            return Failed(node, rule, error, path);
        }

        return result.IsTrue || Broken(node, rule, activation, value, before, path);
    }

    private bool Failed(RuleNode node, CompiledRule rule, CelError error, FieldPath? path)
    {
        var name = NameOf(rule.Source);
        switch (error.Reason)
        {
            case CelErrorReason.Budget:
                Invalid(path, node.SchemaType, OutOfBudget);
                return false;
            case CelErrorReason.CostLimit:
                Invalid(path, node.SchemaType, $"'{error.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {name}");
                return false;
            default:
                Invalid(path, node.SchemaType, error.Message.StartsWith("no such overload", StringComparison.Ordinal)
                    ? $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {name}"
                    : $"{error.Message} evaluating rule: {name}");
                return true;
        }
    }

    private bool Broken(RuleNode node, CompiledRule rule, CelActivation activation, Value value, Before before, FieldPath? path)
    {
        var (message, goesOn) = MessageOf(rule, activation);
        if (!rule.UsesOldSelf && IsUnchanged(value, before))
        {
            return goesOn;
        }

        var at = path;
        foreach (var name in rule.Blamed)
        {
            at = at is null ? FieldPath.Of(name) : at.Child(name);
        }

        var field = at?.ToString() ?? "<nil>";
        var shown = node.SchemaType is "object" or "array" ? "" : $": {(value.AsString is { } text ? JsonText.Of(text) : value.ToString())}";
        var (reason, body) = rule.Source.Reason switch
        {
            "FieldValueForbidden" => ("FieldValueForbidden", $"Forbidden: {message}"),
            "FieldValueRequired" => ("FieldValueRequired", $"Required value: {message}"),
            "FieldValueDuplicate" => ("FieldValueDuplicate", $"Duplicate value{shown}"),
            _ => ("FieldValueInvalid", $"Invalid value{shown}: {message}"),
        };
        _errors.Add(reason, body, field);
        return goesOn;
    }

    // The message, and whether the budget lasts for more rules.
    private (string Message, bool GoesOn) MessageOf(CompiledRule rule, CelActivation activation)
    {
        var otherwise = rule.Source.Message.Length > 0 ? rule.Source.Message.Trim() : $"failed rule: {rule.Source.Rule.Trim()}";
        if (rule.Message is null)
        {
            return (otherwise, true);
        }

        var result = rule.Message.Evaluate(activation, ref _budget);
        switch (result.AsError?.Reason)
        {
            case CelErrorReason.Budget:
                return ("messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run", false);
            case CelErrorReason.CostLimit:
                return ($"no further validation rules will be run due to call cost exceeds limit for messageExpression: \"{rule.Source.MessageExpression}\"", false);
            case CelErrorReason.Evaluation:
                return (otherwise, true);
        }

        var text = result.AsString?.Trim() ?? "";
        return text.Length == 0 || text.Contains('\n', StringComparison.Ordinal) || System.Text.Encoding.UTF8.GetByteCount(text) > CelLimits.MessageBytes
            ? (otherwise, true)
            : (text, true);
    }

    private static bool IsUnchanged(Value value, Before before) =>
        !before.Old.IsAbsent ? before.Old == value : !before.OldParent.IsAbsent && before.OldParent == before.Parent;

    private static string NameOf(ValidationRule rule) => (rule.Message.Length > 0 ? rule.Message : rule.Rule).Trim();

    private void Invalid(FieldPath? path, string shown, string detail) =>
        _errors.Add("FieldValueInvalid", $"Invalid value: \"{shown}\": {detail}", path?.ToString() ?? "<nil>");
}
