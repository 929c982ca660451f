using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Tokens;

/// <summary>A kind that is created to ask a question and never stored, such as TokenReview.</summary>
public interface ICreateOnlyHandler
{
    KindSchema Kind { get; }

    /// <summary>Answers in the object's status.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="question">Decoded and defaulted, mutable; its namespace is that of the URL.</param>
    /// <returns>The same object with its status.</returns>
    /// <exception cref="Api.Errors.ApiException">The question makes no sense.</exception>
    Document Answer(UserInfo user, Document question);

    /// <summary>The same, for handlers that may have to ask elsewhere.</summary>
    ValueTask<Document> AnswerAsync(UserInfo user, Document question, CancellationToken cancel) => new(Answer(user, question));

    /// <summary>The same, for handlers whose answer depends on how they are asked.</summary>
    ValueTask<Document> AnswerAsync(ApiCall call, Document question) => AnswerAsync(call.User, question, call.Cancel);
}
