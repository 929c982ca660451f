using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>POST of a kind that asks a question and is never stored.</summary>
public sealed class CreateOnlyHandler(KindSchema kind, Questions questions)
{
    public async Task HandleAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        if (info.IsNamed || info.IsInNamespace != kind.Namespaced)
        {
            // Authorization went by the path: a right in one namespace is none to ask about all.
            throw new ApiException(404, StatusReason.NotFound, "the server could not find the requested resource");
        }

        if (info.Verb != "create")
        {
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        var format = Negotiation.Choose(http.Request.Headers.Accept, ResponseOffer.BuiltIn);
        var options = new RequestOptions(http.Request.Query);
        var call = new ApiCall
        {
            User = user,
            Namespace = kind.Namespaced ? info.Namespace : "",
            DryRun = options.DryRun,
            FieldValidation = options.FieldValidation,
            Options = new CreateOptions(options),
            AuditAnnotations = Auditor.Of(http)?.Notes,
            Cancel = http.RequestAborted,
        };
        var question = await BodyReader.ReadAsync(http, body => DocumentDecoder.Decode(body, http.Request.ContentType, kind, call));
        if (kind.Namespaced)
        {
            if (question.Namespace.Length > 0 && question.Namespace != info.Namespace)
            {
                throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            }

            question.Metadata.Namespace = info.Namespace;
        }

        var answer = await questions.AskAsync(call, question);
        ResponseWriter.AddWarnings(http, call.Warnings);
        await ResponseWriter.WriteAsync(http, 201, answer.Root, format);
    }
}
