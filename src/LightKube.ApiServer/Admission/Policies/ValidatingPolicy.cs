using LightKube.Api.Cel;
using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>What one validation found.</summary>
/// <param name="Index">Of the validation; -1 when it is about the policy as a whole.</param>
/// <param name="Message">Why it is not met.</param>
/// <param name="Reason">Of Status; empty for none.</param>
internal readonly record struct PolicyFinding(int Index, string Message, string Reason);

/// <summary>A note for the audit log.</summary>
internal readonly record struct PolicyNote(string Key, string Text);

/// <summary>A ValidatingAdmissionPolicy, compiled.</summary>
internal sealed class ValidatingPolicy : AdmissionPolicy
{
    private readonly PolicyExpression[] _validations;
    private readonly PolicyExpression[] _messages;
    private readonly PolicyExpression[] _annotations;
    private readonly PolicyEnvironment _messageEnvironment;

    public ValidatingPolicy(Document policy)
        : base(policy, mutates: false)
    {
        _messageEnvironment = new PolicyEnvironment(ParamKind is not null, hasAuthorizer: false, Variables.Type);
        _validations = Compile(Spec.GetList("validations"), "expression", Environment, CelType.Bool);
        _messages = Compile(Spec.GetList("validations"), "messageExpression", _messageEnvironment, CelType.String);
        _annotations = Compile(Spec.GetList("auditAnnotations"), "valueExpression", Environment, CelType.String, CelType.Null);
    }

    public override IEnumerable<(FieldPath Path, PolicyExpression Expression)> Expressions() =>
    [
        .. base.Expressions(), .. At("validations", "expression", _validations), .. At("validations", "messageExpression", _messages),
        .. At("auditAnnotations", "valueExpression", _annotations),
    ];

    /// <summary>Judges a request.</summary>
    /// <param name="input">The request.</param>
    /// <param name="param">The object given as <c>params</c>; null for none.</param>
    /// <param name="notes">Gets what is for the audit log.</param>
    /// <param name="errors">Gets what could not be noted; such a request is denied, whatever the binding says.</param>
    /// <returns>What is not met.</returns>
    public List<PolicyFinding> Judge(PolicyInput input, Document? param, List<PolicyNote> notes, List<string> errors)
    {
        var findings = new List<PolicyFinding>();
        var given = param is null ? CelValue.Null : param.Root;
        if (!MeetsConditions(input, given, out var problem))
        {
            if (problem.Length > 0)
            {
                Fail(findings, -1, problem);
            }

            return findings;
        }

        var evaluation = Begin(input, given);
        for (var i = 0; i < _validations.Length; i++)
        {
            var value = evaluation.Evaluate(_validations[i]);
            if (value.AsError is { Reason: CelErrorReason.Budget } exhausted)
            {
                findings.Clear();
                Fail(findings, -1, exhausted.Message);
                return findings;
            }

            if (value.AsError is { } error)
            {
                Fail(findings, i, error.Message);
            }
            else if (!value.IsTrue)
            {
                findings.Add(new PolicyFinding(i, MessageOf(i, input, given), _validations[i].Entry.GetString("reason") ?? ""));
            }
        }

        Annotate(evaluation, notes, errors);
        return findings;
    }

    private void Fail(List<PolicyFinding> findings, int index, string message)
    {
        if (!Ignores)
        {
            findings.Add(new PolicyFinding(index, message, ""));
        }
    }

    // The expression's message, unless it fails, is empty, long or of several lines; else the fixed one; else the expression itself.
    private string MessageOf(int index, PolicyInput input, CelValue param)
    {
        var entry = _validations[index].Entry;
        if (_messages[index].Program is not null)
        {
            var text = new PolicyEvaluation(_messageEnvironment, Variables, input, param, CelLimits.Budget).Evaluate(_messages[index]).AsString?.Trim();
            if (text is { Length: > 0 } && System.Text.Encoding.UTF8.GetByteCount(text) <= CelLimits.MessageBytes && !text.Contains('\n', StringComparison.Ordinal))
            {
                return text;
            }
        }

        return entry.GetString("message")?.Trim() is { Length: > 0 } message ? message : $"failed expression: {entry.GetString("expression")?.Trim()}";
    }

    private void Annotate(PolicyEvaluation evaluation, List<PolicyNote> notes, List<string> errors)
    {
        foreach (var annotation in _annotations)
        {
            var value = evaluation.Evaluate(annotation);
            if (value.AsError is { } error)
            {
                if (!Ignores)
                {
                    errors.Add(error.Message);
                }
            }
            else if (value.AsString?.Trim() is { Length: > 0 } text)
            {
                notes.Add(new PolicyNote(annotation.Entry.GetString("key") ?? "", text));
            }
        }
    }
}
