using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RewardLab.Prompts.LanguageModels.Tests.Serving;

/// <summary>A chat service on this machine that does whatever it is told, also what no decent service does.</summary>
internal sealed class ChatServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<ChatRequest, ChatReply> _answer;
    private readonly Task _loop;
    private int _underWay;
    private int _mostUnderWay;
    private int _connections;

    public ChatServer(Func<ChatRequest, ChatReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public ConcurrentQueue<ChatRequest> Requests { get; } = [];

    /// <summary>The most requests that were under way at a time.</summary>
    public int MostUnderWay => Volatile.Read(ref _mostUnderWay);

    public int Connections => Volatile.Read(ref _connections);

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

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
                var underWay = Interlocked.Increment(ref _underWay);
                for (int most; (most = Volatile.Read(ref _mostUnderWay)) < underWay && Interlocked.CompareExchange(ref _mostUnderWay, underWay, most) != most;)
                {
                }

                ChatReply reply;
                try
                {
                    reply = _answer(request);
                    await Task.Delay(reply.Delay, _end.Token);
                }
                finally
                {
                    // Before the answer: who has it may ask again at once.
                    Interlocked.Decrement(ref _underWay);
                }

                await WriteAsync(client, stream, reply);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
            }
        }
    }

    private async Task<ChatRequest> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _end.Token);
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1], StringComparer.Ordinal);
        var body = new byte[int.Parse(headers["content-length"], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _end.Token);
        return new ChatRequest(lines[0].Split(' ')[1], headers, Encoding.UTF8.GetString(body));
    }

    private async Task WriteAsync(TcpClient client, NetworkStream stream, ChatReply reply)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\nContent-Length: {reply.Body.Length}\r\n"));
        foreach (var (name, value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _end.Token);
        var end = Math.Min(reply.Body.Length, Math.Min(reply.CutAfter ?? int.MaxValue, reply.SilentAfter ?? int.MaxValue));
        var step = reply.ChunkBytes == 0 ? Math.Max(1, end) : reply.ChunkBytes;
        client.NoDelay = true;
        for (var start = 0; start < end; start += step)
        {
            await stream.WriteAsync(reply.Body.AsMemory(start, Math.Min(step, end - start)), _end.Token);
        }

        if (reply.SilentAfter is not null)
        {
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _end.Token);
        }

        if (reply.CutAfter is not null)
        {
            // Let what was sent arrive, then reset.
            await Task.Delay(100, _end.Token);
            client.Client.LingerState = new LingerOption(enable: true, 0);
        }
    }
}
