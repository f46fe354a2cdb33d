using System.CommandLine;
using System.Net;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Studying;
using RewardLab.Web;

namespace RewardLab.Commands;

/// <summary>Options of commands that ask people through pages.</summary>
internal sealed class ServingOptions
{
    private readonly Option<string[]> _annotator = new("--annotator") { Description = "an annotator, who gets a link of their own; may be repeated [default: one link that asks for a name]", HelpName = "NAME" };
    private readonly Option<string?> _listen = new("--listen") { Description = "let other machines in, at this address of this machine; every annotator must be named [default: 127.0.0.1, this machine alone]", HelpName = "ADDRESS:PORT" };
    private readonly Option<int?> _port = new("--port") { Description = "port on this machine [default: 4747, or any that is free]", HelpName = "N" };
    private readonly Option<string?> _certificate = new("--certificate") { Description = "serve by HTTPS: PFX file, or PEM file with certificate and key", HelpName = "FILE" };
    private readonly Option<string?> _password = new("--certificate-password") { Description = "file whose first line is the certificate's password", HelpName = "FILE" };
    private readonly Option<int> _break = new("--break-minutes") { Description = "remind people to rest after so many minutes; 0 for never", HelpName = "N", DefaultValueFactory = _ => 20 };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _annotator, _listen, _port, _certificate, _password, _break })
        {
            command.Options.Add(option);
        }
    }

    public ServingRequest Read(ParseResult parsed)
    {
        var (listen, port) = (parsed.GetValue(_listen), parsed.GetValue(_port));
        if (listen is not null && port is not null)
        {
            throw new RecipeUsageException("Give the port with --listen ADDRESS:PORT, or --port N for this machine alone.");
        }

        if (port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new RecipeUsageException($"--port {port}: ports are numbers up to {IPEndPoint.MaxPort}.");
        }

        var request = new ServingRequest
        {
            Annotators = [.. (parsed.GetValue(_annotator) ?? []).Distinct(StringComparer.Ordinal)],
            BreakMinutes = Math.Max(0, parsed.GetValue(_break)),
            Web = new WebOptions
            {
                Address = listen is null ? WebAddress.Local with { Port = port ?? 0 } : WebAddress.Parse(listen),
                Certificate = parsed.GetValue(_certificate) is { } file ? WebOptions.ReadCertificate(file, parsed.GetValue(_password)) : null,
            },
        };
        StudyServing.Check(request);
        return request;
    }
}
