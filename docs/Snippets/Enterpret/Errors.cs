using Enterpret.Client;

namespace Snippets.Enterpret;

public static class Errors
{
    public static async Task<bool> HandleErrorsAsync(EnterpretClient enterpret, EnterpretUser user, CancellationToken cancellationToken)
    {
        #region errors
        try
        {
            await enterpret.Users.UpsertAsync(user, cancellationToken);
            return true;
        }
        catch (EnterpretApiException error) when (error.ErrorCode == EnterpretErrorCode.InvalidApiKey)
        {
            Console.WriteLine("The key was revoked, or is of another kind of integration.");
            throw;
        }
        catch (EnterpretApiException error) when (!error.IsTransient)
        {
            Console.WriteLine($"Enterpret refused it: {error.ErrorCode}. Its support asks for {error.ReferenceId}.");
            return false;
        }
        catch (EnterpretException error) when (error.IsTransient)
        {
            Console.WriteLine($"Not now, after {error.Attempts} attempts; again in {error.RetryAfter ?? TimeSpan.FromMinutes(1)}.");
            return false;
        }
        #endregion
    }
}
