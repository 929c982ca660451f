using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Subresources;

/// <summary>A Binding that is posted to <c>bindings</c>, which names its pod itself: the way of old schedulers.</summary>
public sealed class LegacyBindingHandler(BindingHandler bindings, Func<ResourceCatalog> catalog) : ICreateOnlyHandler
{
    public KindSchema Kind => Binding.Schema;

    public Document Answer(UserInfo user, Document question) => throw new NotSupportedException("a pod is to be written");

    public async ValueTask<Document> AnswerAsync(ApiCall call, Document question)
    {
        if (question.Name.Length == 0)
        {
            throw ApiException.BadRequest("name is required");
        }

        var pods = catalog().Find(Pod.Schema)!;
        var (_, body) = await bindings.PostAsync(pods, call.Admitted(question.Name, "binding"), question.Root);
        return new Document(Kind, body);
    }
}
