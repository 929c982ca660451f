using System.Collections.Concurrent;
using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Images;

/// <summary>Sees to it that a container's image is here, by its pull policy. After a failure the same image waits longer each time.</summary>
internal sealed class ImageService(IContainerRuntime runtime, RegistryCredentials credentials, IEventRecorder events, TimeProvider time)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string PodUid, string Image), Backoff> _backoffs = new();

    private readonly record struct Backoff(TimeSpan Delay, DateTimeOffset Until, string Error);

    /// <returns>The image as the runtime has it.</returns>
    /// <exception cref="ImagePullException">It is not here and cannot be pulled, or must not be.</exception>
    internal async Task<Cri.Image> EnsureAsync(Pod pod, Container container, CancellationToken cancel)
    {
        var name = container.Image;
        if (!ImageName.IsValid(name))
            throw Fail(pod, container, ImagePullException.InvalidImageName, $"Failed to apply default image tag \"{name}\": couldn't parse image name");
        var policy = container.ImagePullPolicy is { Length: > 0 } given ? given : ImageName.DefaultPullPolicy(name);
        var present = policy == "Always" ? null : await runtime.ImageStatusAsync(name, cancel);
        if (present is not null)
        {
            events.Record(pod, container.Name, false, EventReasons.Pulled, $"Container image \"{name}\" already present on machine");
            return present;
        }
        if (policy == "Never")
            throw Fail(pod, container, ImagePullException.ErrImageNeverPull,
                $"Container image \"{name}\" is not present with pull policy of Never");
        return await PullUnlessBackingOffAsync(pod, container, cancel);
    }

    /// <summary>When the image may be tried again; null when nothing stands in the way.</summary>
    internal DateTimeOffset? RetryAt(Pod pod, Container container) =>
        _backoffs.TryGetValue((pod.Metadata.Uid, container.Image), out var backoff) ? backoff.Until : null;

    internal void Forget(string podUid)
    {
        foreach (var key in _backoffs.Keys.Where(key => key.PodUid == podUid))
            _backoffs.TryRemove(key, out _);
    }

    private async Task<Cri.Image> PullUnlessBackingOffAsync(Pod pod, Container container, CancellationToken cancel)
    {
        var key = (pod.Metadata.Uid, container.Image);
        var now = time.GetUtcNow();
        if (_backoffs.TryGetValue(key, out var backoff) && backoff.Until > now)
        {
            events.Record(pod, container.Name, false, EventReasons.BackOff, $"Back-off pulling image \"{container.Image}\"");
            throw Fail(pod, container, ImagePullException.ImagePullBackOff, $"Back-off pulling image \"{container.Image}\": {backoff.Error}");
        }
        try
        {
            var image = await PullAsync(pod, container, cancel);
            _backoffs.TryRemove(key, out _);
            return image;
        }
        catch (GrpcException e)
        {
            var delay = backoff.Delay == TimeSpan.Zero ? FirstBackoff : TimeSpan.FromTicks(Math.Min(backoff.Delay.Ticks * 2, LongestBackoff.Ticks));
            _backoffs[key] = new Backoff(delay, time.GetUtcNow() + delay, $"ErrImagePull: {e.Detail}");
            throw Fail(pod, container, ImagePullException.ErrImagePull, $"Failed to pull image \"{container.Image}\": {e.Detail}", e);
        }
    }

    private async Task<Cri.Image> PullAsync(Pod pod, Container container, CancellationToken cancel)
    {
        var name = container.Image;
        events.Record(pod, container.Name, false, EventReasons.Pulling, $"Pulling image \"{name}\"");
        var started = time.GetTimestamp();
        await PullWithAnyLoginAsync(pod, name, cancel);
        var image = await runtime.ImageStatusAsync(name, cancel)
            ?? throw new GrpcException("PullImage", GrpcStatusCode.NotFound, "the image is gone right after it was pulled");
        var took = time.GetElapsedTime(started);
        events.Record(pod, container.Name, false, EventReasons.Pulled, string.Create(CultureInfo.InvariantCulture,
            $"Successfully pulled image \"{name}\" in {took.TotalMilliseconds:0}ms. Image size: {image.Size} bytes."));
        return image;
    }

    // The first login that the registry takes; without any, none.
    private async Task PullWithAnyLoginAsync(Pod pod, string name, CancellationToken cancel)
    {
        var logins = await credentials.ForAsync(pod, name, cancel);
        for (var i = 0; ; i++)
        {
            try
            {
                await runtime.PullImageAsync(new Cri.PullImageRequest
                {
                    Image = new Cri.ImageSpec { Image = name },
                    Auth = i < logins.Count ? logins[i] : null,
                }, cancel);
                return;
            }
            catch (GrpcException) when (i + 1 < logins.Count)
            {
                // the next login may be the right one
            }
        }
    }

    private ImagePullException Fail(Pod pod, Container container, string reason, string message, Exception? inner = null)
    {
        if (reason != ImagePullException.ImagePullBackOff)
            events.Record(pod, container.Name, true, EventReasons.Failed, message);
        events.Record(pod, container.Name, true, EventReasons.Failed, $"Error: {reason}");
        return new ImagePullException(reason, message, inner);
    }
}
