using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RewardLab.TestSupport;

/// <summary>An HTTP server on this machine that does whatever it is told, also what no decent server does.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<LoopbackRequest, LoopbackReply> _answer;
    private readonly Task _loop;
    private int _underWay;
    private int _maxUnderWay;
    private int _connections;
    private int _silences;

    public LoopbackServer(Func<LoopbackRequest, LoopbackReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public ConcurrentQueue<LoopbackRequest> Requests { get; } = [];

    /// <summary>The most requests that were under way at a time.</summary>
    public int MaxUnderWay => Volatile.Read(ref _maxUnderWay);

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Replies that have fallen silent, as <see cref="LoopbackReply.SilentAfter"/> has it.</summary>
    public int Silences => Volatile.Read(ref _silences);

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _loop.Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                await WriteAsync(client, stream, request, await AnswerAsync(request));
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
            }
        }
    }

    private async Task<LoopbackReply> AnswerAsync(LoopbackRequest request)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        for (int max; (max = Volatile.Read(ref _maxUnderWay)) < underWay && Interlocked.CompareExchange(ref _maxUnderWay, underWay, max) != max;)
        {
        }

        try
        {
            var reply = _answer(request);
            await RealTime.PauseAsync(TimeSpan.FromMilliseconds(reply.DelayMilliseconds), "a slow service", _end.Token);
            return reply;
        }
        finally
        {
            // Before the answer: who has it may try again at once.
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task<LoopbackRequest> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _end.Token);
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1], StringComparer.Ordinal);
        var body = new byte[int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _end.Token);
        return new LoopbackRequest(first[0], first[1], headers, Encoding.UTF8.GetString(body)) { Bytes = body };
    }

    private async Task WriteAsync(TcpClient client, NetworkStream stream, LoopbackRequest request, LoopbackReply reply)
    {
        var length = reply.AnnouncedLength ?? reply.Body.Length;
        var head = new StringBuilder(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\nContent-Length: {length}\r\n"));
        foreach (var (name, value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _end.Token);
        if (request.Method == "HEAD")
        {
            return;
        }

        var end = Math.Min(reply.Body.Length, Math.Min(reply.CutAfter ?? int.MaxValue, reply.SilentAfter ?? int.MaxValue));
        var step = reply.ChunkBytes == 0 ? Math.Max(1, end) : reply.ChunkBytes;
        client.NoDelay = true;
        for (var start = 0; start < end; start += step)
        {
            await stream.WriteAsync(reply.Body.AsMemory(start, Math.Min(step, end - start)), _end.Token);
        }

        if (reply.SilentAfter is not null)
        {
            Interlocked.Increment(ref _silences);
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _end.Token);
        }

        if (reply.CutAfter is not null)
        {
            await RealTime.PauseAsync(TimeSpan.FromMilliseconds(100), "lets what was sent arrive before the reset", _end.Token);
            client.Client.LingerState = new LingerOption(enable: true, 0);
        }
    }
}
