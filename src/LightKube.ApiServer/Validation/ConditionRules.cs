using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>Conditions of the common kind (meta/v1 Condition).</summary>
internal static class ConditionRules
{
    private const int MaxReason = 1024;
    private const int MaxMessage = 32 * 1024;

    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    private static readonly string NoReason = NameRules.RegexText(
        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', "
        + "and must end with an alphanumeric character or '_'",
        "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?", "my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB");

    public static void Validate(Field conditions)
    {
        var types = default(SeenTexts);
        for (var i = 0; i < conditions.Count; i++)
        {
            if (!types.Add(conditions[i]["type"].Text))
            {
                conditions[i].Duplicate(conditions[i]["type"].Text);
            }

            One(conditions[i]);
        }
    }

    private static void One(Field condition)
    {
        var (type, reason, generation) = (condition["type"], condition["reason"], condition["observedGeneration"]);
        type.Require("is required");
        type.ObeyIfAny(NameRules.QualifiedName);
        condition["status"].RequireOneOf(Statuses);
        if (generation.Number < 0)
        {
            generation.Invalid("must be greater than or equal to zero");
        }

        condition["lastTransitionTime"].Require();
        reason.Require();
        if (reason.HasText && !IsReason(reason.Text))
        {
            reason.Invalid(NoReason);
        }

        if (reason.Text.Length > MaxReason)
        {
            reason.TooLong(MaxReason);
        }

        if (condition["message"].Text.Length > MaxMessage)
        {
            condition["message"].TooLong(MaxMessage);
        }
    }

    private static bool IsReason(string text) =>
        char.IsAsciiLetter(text[0]) && (char.IsAsciiLetterOrDigit(text[^1]) || text[^1] == '_')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ',' or ':');
}
