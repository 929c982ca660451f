using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Handlers;

/// <summary>Kinds that are created to ask a question and never stored. A question is admitted like any new object before it is answered.</summary>
public sealed class Questions(AdmissionChain admission, IEnumerable<ICreateOnlyHandler> handlers)
{
    private readonly Dictionary<KindSchema, ICreateOnlyHandler> _handlers = handlers.ToDictionary(static handler => handler.Kind);

    public IEnumerable<KindSchema> Kinds => _handlers.Keys;

    /// <summary>True when objects of the kind are questions.</summary>
    public bool Has(KindSchema kind) => _handlers.ContainsKey(kind);

    /// <param name="call">Who asks, and where.</param>
    /// <param name="question">Decoded and defaulted, mutable; its namespace is that of the call.</param>
    /// <returns>The same object with its status.</returns>
    /// <exception cref="Api.Errors.ApiException">The question is not admitted, or makes no sense.</exception>
    public async ValueTask<Document> AskAsync(ApiCall call, Document question)
    {
        var request = AdmissionRequest.ForCreation(question.Schema, call, question.Name, question);
        await admission.MutateAsync(request, call.Cancel);
        await admission.ValidateAsync(request, call.Cancel);
        call.Warnings.AddRange(request.Warnings);
        return await _handlers[question.Schema].AnswerAsync(call, question);
    }
}
