namespace LightKube.ApiServer.Admission;

/// <summary>One rule about writes that is more than the object's own validity.</summary>
public interface IAdmissionPlugin
{
    /// <summary>As in upstream's <c>--enable-admission-plugins</c>.</summary>
    string Name { get; }

    /// <summary>A cheap first look: false spares the plugin the request.</summary>
    bool Handles(AdmissionRequest request);

    /// <summary>May change <see cref="AdmissionRequest.Object"/>. Runs before the object is validated.</summary>
    /// <exception cref="Api.Errors.ApiException">The write is refused.</exception>
    ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel) => ValueTask.CompletedTask;

    /// <summary>Judges the final object.</summary>
    /// <exception cref="Api.Errors.ApiException">The write is refused.</exception>
    ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel) => ValueTask.CompletedTask;
}
