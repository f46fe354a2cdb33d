namespace RewardLab.Serving.Rewards;

/// <summary>Requests in the order in which they came, bounded in number and in pixels. Thread-safe.</summary>
internal sealed class RequestQueue(int maxWaiting, long maxPixels) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly LinkedList<WaitingRequest> _waiting = new();
    private long _pixels;

    /// <summary>Requests that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Whether another request would be refused, whatever its size.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count >= maxWaiting || _pixels >= maxPixels;
            }
        }
    }

    /// <summary>Puts a request at the end.</summary>
    /// <returns>Whether there was room: one request of any size has it in an empty queue.</returns>
    public bool TryAdd(WaitingRequest request)
    {
        lock (_lock)
        {
            if (_waiting.Count >= maxWaiting || (_waiting.Count > 0 && _pixels + request.Pixels > maxPixels))
            {
                return false;
            }

            _waiting.AddLast(request);
            _pixels += request.Pixels;
        }

        _arrived.Release();
        return true;
    }

    /// <summary>Waits for the first request, and takes those with it that can be scored together with it.</summary>
    /// <param name="isTogether">Whether a request goes together with those that were taken already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public List<WaitingRequest> Take(Func<IReadOnlyList<WaitingRequest>, WaitingRequest, bool> isTogether, CancellationToken cancellationToken)
    {
        while (true)
        {
            _arrived.Wait(cancellationToken); // may tell of a request that went along with an earlier one
            lock (_lock)
            {
                var taken = new List<WaitingRequest>();
                for (var node = _waiting.First; node is not null;)
                {
                    var next = node.Next;
                    if (taken.Count == 0 || isTogether(taken, node.Value))
                    {
                        taken.Add(node.Value);
                        _pixels -= node.Value.Pixels;
                        _waiting.Remove(node);
                    }

                    node = next;
                }

                if (taken.Count > 0)
                {
                    return taken;
                }
            }
        }
    }

    /// <summary>Takes all requests that wait.</summary>
    public List<WaitingRequest> Clear()
    {
        lock (_lock)
        {
            List<WaitingRequest> all = [.. _waiting];
            _waiting.Clear();
            _pixels = 0;
            return all;
        }
    }

    public void Dispose() => _arrived.Dispose();
}
