using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Tokens;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>POST of a kind that asks a question and is never stored.</summary>
public sealed class CreateOnlyHandler(ICreateOnlyHandler handler)
{
    public async Task HandleAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        if (info.Verb != "create")
        {
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        var format = Negotiation.Choose(http.Request.Headers.Accept, ResponseOffer.BuiltIn);
        var options = new RequestOptions(http.Request.Query);
        var call = new ApiCall { User = user, Namespace = info.Namespace, FieldValidation = options.FieldValidation, Cancel = http.RequestAborted };
        var question = await BodyReader.ReadAsync(http, body => DocumentDecoder.Decode(body, http.Request.ContentType, handler.Kind, call));
        if (handler.Kind.Namespaced)
        {
            question.Metadata.Namespace = info.Namespace;
        }

        var answer = await handler.AnswerAsync(user, question, http.RequestAborted);
        ResponseWriter.AddWarnings(http, call.Warnings);
        await ResponseWriter.WriteAsync(http, 201, answer.Root, format);
    }
}
